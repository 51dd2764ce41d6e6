#version 330 core
// Follows core/types/MapShade.h: what is seen and what is exported agree pixel by pixel.
uniform sampler2DArray clip;    // RGB8, one layer per frame in memory
uniform sampler2DArray heat;    // R32F, one layer per map frame
uniform sampler2D table;        // 256 x 1
uniform vec2 paneCentre;        // device pixels, origin bottom left
uniform vec2 viewCentre;        // clip pixels, origin top left
uniform float zoom;             // device pixels per clip pixel
uniform vec2 clipSize;
uniform ivec2 heatSize;
uniform int clipLayer;
uniform int heatLayer;
uniform int shade;              // PaneShade: 0 video, 1 overlay, 2 mass, 3 signed
uniform float range;
uniform float opacity;
uniform bool cells;
uniform bool nearest;
out vec4 color;

vec3 pixelAt(ivec2 at)
{
    return texelFetch(clip, ivec3(clamp(at, ivec2(0), ivec2(clipSize) - 1), clipLayer), 0).rgb;
}

// Catmull-Rom.
vec3 bicubic(vec2 p)
{
    vec2 at = p - 0.5;
    ivec2 base = ivec2(floor(at));
    vec2 t = at - vec2(base);
    vec2 w[4];
    w[0] = t * (-0.5 + t * (1.0 - 0.5 * t));
    w[1] = 1.0 + t * t * (-2.5 + 1.5 * t);
    w[2] = t * (0.5 + t * (2.0 - 1.5 * t));
    w[3] = t * t * (-0.5 + 0.5 * t);
    vec3 sum = vec3(0.0);
    for (int j = 0; j < 4; ++j)
        for (int i = 0; i < 4; ++i)
            sum += w[i].x * w[j].y * pixelAt(base + ivec2(i - 1, j - 1));
    return clamp(sum, 0.0, 1.0);
}

float cellAt(ivec2 at)
{
    return texelFetch(heat, ivec3(at, heatLayer), 0).r;
}

float heatAt(vec2 p)
{
    vec2 at = p * vec2(heatSize) / clipSize;
    ivec2 last = heatSize - 1;
    if (cells)
        return cellAt(min(ivec2(at), last));
    vec2 c = clamp(at - 0.5, vec2(0.0), vec2(last));
    ivec2 a = ivec2(c);
    ivec2 b = min(a + 1, last);
    vec2 f = c - vec2(a);
    float top = mix(cellAt(a), cellAt(ivec2(b.x, a.y)), f.x);
    float low = mix(cellAt(ivec2(a.x, b.y)), cellAt(b), f.x);
    return mix(top, low, f.y);
}

vec3 tableAt(int entry)
{
    return texelFetch(table, ivec2(entry, 0), 0).rgb;
}

void main()
{
    vec2 offset = gl_FragCoord.xy - paneCentre;
    vec2 p = viewCentre + vec2(offset.x, -offset.y) / zoom;
    if (any(lessThan(p, vec2(0.0))) || any(greaterThanEqual(p, clipSize)))
        discard;
    vec3 video = vec3(0.0);
    if (shade < 2)
        video = nearest ? pixelAt(ivec2(p)) : bicubic(p);
    vec3 shown = video;
    if (shade == 3) {
        float t = clamp(heatAt(p) / range, -1.0, 1.0);
        float steps = floor(127.0 * abs(t) + 0.5);
        shown = tableAt(128 + int(t < 0.0 ? -steps : steps));
    } else if (shade != 0) {
        float value = heatAt(p);
        float t = value > 0.0 ? min(value / range, 1.0) : 0.0;
        shown = tableAt(int(floor(255.0 * t + 0.5)));
        if (shade == 1) {
            float dark = 0.45 * dot(video, vec3(0.2126, 0.7152, 0.0722));
            shown = mix(vec3(dark), shown, opacity * pow(t, 0.6));
        }
    }
    color = vec4(shown, 1.0);
}
