#version 330 core
// Follows core/types/MapShade.h and CompareShade.h: what is seen and what is exported agree pixel by pixel.
uniform sampler2DArray clip;    // RGB8, one layer per frame in memory
uniform sampler2DArray heat;    // R32F, one layer per map frame
uniform sampler2D table;        // 256 x 1
uniform sampler2DArray other;   // RGB8: the clip that plays B where two are compared
uniform vec2 paneCentre;        // device pixels, origin bottom left
uniform vec2 viewCentre;        // clip pixels, origin top left
uniform float zoom;             // device pixels per clip pixel
uniform vec2 clipSize;
uniform ivec2 heatSize;
uniform int clipLayer;
uniform int heatLayer;
uniform int shade;              // PaneShade: 0 video, 1 overlay, 2 mass, 3 signed, 5 compare
uniform int otherLayer;
uniform ivec4 rectA;            // place on the canvas, canvas pixels; width 0: no clip
uniform ivec4 rectB;
uniform ivec2 sizeA;            // clip pixels
uniform ivec2 sizeB;
uniform int mode;               // CompareMode: 1 wipe, 2 overlay, 3 difference, 4 signed, 5 flip
uniform vec3 wipe;              // normal, limit
uniform float mixing;
uniform float gain;
uniform int channels;           // DiffChannels
uniform bool flipped;
uniform float range;            // upper end of the colours
uniform float lowest;           // lower end, of mass maps
uniform float opacity;
uniform bool cells;
uniform bool nearest;
out vec4 color;

vec3 texel(bool ofOther, ivec2 at, ivec2 size)
{
    at = clamp(at, ivec2(0), size - 1);
    if (ofOther)
        return texelFetch(other, ivec3(at, otherLayer), 0).rgb;
    return texelFetch(clip, ivec3(at, clipLayer), 0).rgb;
}

// Catmull-Rom.
vec3 bicubic(bool ofOther, vec2 p, ivec2 size)
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
            sum += w[i].x * w[j].y * texel(ofOther, base + ivec2(i - 1, j - 1), size);
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

// A clip on the canvas; alpha 0 beside it.
vec4 sampleAt(bool ofOther, vec2 p, ivec4 rect, ivec2 size)
{
    vec2 q = p - vec2(rect.xy);
    if (any(lessThan(q, vec2(0.0))) || any(greaterThanEqual(q, vec2(rect.zw))))
        return vec4(0.0);
    if (rect.zw == size)
        return vec4(nearest ? texel(ofOther, ivec2(q), size) : bicubic(ofOther, q, size), 1.0);
    vec2 c = clamp(q * vec2(size) / vec2(rect.zw) - 0.5, vec2(0.0), vec2(size - 1));
    ivec2 a = ivec2(c);
    ivec2 b = a + 1;
    vec2 f = c - vec2(a);
    vec3 top = mix(texel(ofOther, a, size), texel(ofOther, ivec2(b.x, a.y), size), f.x);
    vec3 low = mix(texel(ofOther, ivec2(a.x, b.y), size), texel(ofOther, b, size), f.x);
    return vec4(mix(top, low, f.y), 1.0);
}

vec3 signedAt(float t)
{
    t = clamp(t, -1.0, 1.0);
    float steps = floor(127.0 * abs(t) + 0.5);
    return tableAt(128 + int(t < 0.0 ? -steps : steps));
}

vec3 compared(vec2 p)
{
    if (nearest)
        p = floor(p) + 0.5;
    vec4 a = sampleAt(false, p, rectA, sizeA);
    vec4 b = sampleAt(true, p, rectB, sizeB);
    vec2 fromCentre = p - clipSize / 2.0;
    if (mode == 1)
        return dot(fromCentre, wipe.xy) < wipe.z ? a.rgb : b.rgb;
    if (mode == 5)
        return flipped ? b.rgb : a.rgb;
    if (a.a == 0.0 || b.a == 0.0)
        return vec3(0.0);
    if (mode == 2)
        return mix(a.rgb, b.rgb, mixing);
    float luma = dot(b.rgb, vec3(0.2126, 0.7152, 0.0722)) - dot(a.rgb, vec3(0.2126, 0.7152, 0.0722));
    if (mode == 4)
        return signedAt(luma * gain);
    if (channels == 1)
        return vec3(min(abs(luma) * gain, 1.0));
    return min(abs(b.rgb - a.rgb - (channels == 2 ? luma : 0.0)) * gain, vec3(1.0));
}

void main()
{
    vec2 offset = gl_FragCoord.xy - paneCentre;
    vec2 p = viewCentre + vec2(offset.x, -offset.y) / zoom;
    if (any(lessThan(p, vec2(0.0))) || any(greaterThanEqual(p, clipSize)))
        discard;
    vec3 video = vec3(0.0);
    if (shade < 2)
        video = nearest ? texel(false, ivec2(p), ivec2(clipSize))
                        : bicubic(false, p, ivec2(clipSize));
    vec3 shown = video;
    if (shade == 5) {
        shown = compared(p);
    } else if (shade == 3) {
        shown = signedAt(heatAt(p) / range);
    } else if (shade != 0) {
        float value = heatAt(p);
        float t = value > lowest ? min((value - lowest) / (range - lowest), 1.0) : 0.0;
        shown = tableAt(int(floor(255.0 * t + 0.5)));
        if (shade == 1) {
            float dark = 0.45 * dot(video, vec3(0.2126, 0.7152, 0.0722));
            shown = mix(vec3(dark), shown, opacity * pow(t, 0.6));
        }
    }
    color = vec4(shown, 1.0);
}
