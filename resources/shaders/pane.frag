#version 330 core
// PanePrograms.cpp defines above this: SHADE, MODE, CHANNELS (values of PaneShade, CompareMode,
// DiffChannels), NEAREST, CELLS, FLIPPED, RESIZED_A, RESIZED_B (0 or 1).
// Follows core/types/MapShade.h and CompareShade.h: what is seen and what is exported agree pixel by pixel.
uniform sampler2D clip;         // RGB8, the frame
uniform sampler2DArray heat;    // R32F, one layer per map frame
uniform sampler2D table;        // 256 x 1
uniform sampler2D other;        // RGB8: the clip that plays B where two are compared
uniform vec2 paneCentre;        // device pixels, origin bottom left
uniform vec2 viewCentre;        // clip pixels, origin top left
uniform float zoom;             // device pixels per clip pixel
uniform vec2 clipSize;
uniform ivec2 heatSize;
uniform int heatLayer;
uniform ivec4 rectA;            // place on the canvas, canvas pixels; width 0: no clip
uniform ivec4 rectB;
uniform ivec2 sizeA;            // clip pixels
uniform ivec2 sizeB;
uniform vec3 wipe;              // normal, limit
uniform float mixing;
uniform float gain;
uniform float range;            // upper end of the colours
uniform float lowest;           // lower end, of mass maps
uniform float opacity;
out vec4 color;

vec3 texel(sampler2D from, ivec2 at, ivec2 size)
{
    return texelFetch(from, clamp(at, ivec2(0), size - 1), 0).rgb;
}

// Catmull-Rom.
vec3 bicubic(sampler2D from, vec2 p, ivec2 size)
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
            sum += w[i].x * w[j].y * texel(from, base + ivec2(i - 1, j - 1), size);
    return clamp(sum, 0.0, 1.0);
}

vec3 bilinear(sampler2D from, vec2 p, ivec2 size)
{
    vec2 c = clamp(p - 0.5, vec2(0.0), vec2(size - 1));
    ivec2 a = ivec2(c);
    ivec2 b = a + 1;
    vec2 f = c - vec2(a);
    vec3 top = mix(texel(from, a, size), texel(from, ivec2(b.x, a.y), size), f.x);
    vec3 low = mix(texel(from, ivec2(a.x, b.y), size), texel(from, b, size), f.x);
    return mix(top, low, f.y);
}

vec3 ownSize(sampler2D from, vec2 p, ivec2 size)
{
#if NEAREST
    return texel(from, ivec2(p), size);
#else
    return bicubic(from, p, size);
#endif
}

float cellAt(ivec2 at)
{
    return texelFetch(heat, ivec3(at, heatLayer), 0).r;
}

float heatAt(vec2 p)
{
    vec2 at = p * vec2(heatSize) / clipSize;
    ivec2 last = heatSize - 1;
#if CELLS
    return cellAt(min(ivec2(at), last));
#else
    vec2 c = clamp(at - 0.5, vec2(0.0), vec2(last));
    ivec2 a = ivec2(c);
    ivec2 b = min(a + 1, last);
    vec2 f = c - vec2(a);
    float top = mix(cellAt(a), cellAt(ivec2(b.x, a.y)), f.x);
    float low = mix(cellAt(ivec2(a.x, b.y)), cellAt(b), f.x);
    return mix(top, low, f.y);
#endif
}

vec3 tableAt(int entry)
{
    return texelFetch(table, ivec2(entry, 0), 0).rgb;
}

vec3 signedAt(float t)
{
    t = clamp(t, -1.0, 1.0);
    float steps = floor(127.0 * abs(t) + 0.5);
    return tableAt(128 + int(t < 0.0 ? -steps : steps));
}

#if SHADE == 5
bool beside(vec2 q, ivec4 rect)
{
    return any(lessThan(q, vec2(0.0))) || any(greaterThanEqual(q, vec2(rect.zw)));
}

// The clips on the canvas; alpha 0 beside them.
vec4 sampleA(vec2 p)
{
    vec2 q = p - vec2(rectA.xy);
#if RESIZED_A
    vec3 value = bilinear(clip, q * vec2(sizeA) / vec2(rectA.zw), sizeA);
#else
    vec3 value = ownSize(clip, q, sizeA);
#endif
    return beside(q, rectA) ? vec4(0.0) : vec4(value, 1.0);
}

vec4 sampleB(vec2 p)
{
    vec2 q = p - vec2(rectB.xy);
#if RESIZED_B
    vec3 value = bilinear(other, q * vec2(sizeB) / vec2(rectB.zw), sizeB);
#else
    vec3 value = ownSize(other, q, sizeB);
#endif
    return beside(q, rectB) ? vec4(0.0) : vec4(value, 1.0);
}

vec3 compared(vec2 p)
{
#if NEAREST
    p = floor(p) + 0.5;
#endif
#if MODE == 5 && FLIPPED
    return sampleB(p).rgb;
#elif MODE == 5 || MODE == 0
    return sampleA(p).rgb;
#elif MODE == 1
    vec2 fromCentre = p - clipSize / 2.0;
    return dot(fromCentre, wipe.xy) < wipe.z ? sampleA(p).rgb : sampleB(p).rgb;
#else
    vec4 a = sampleA(p);
    vec4 b = sampleB(p);
    if (a.a == 0.0 || b.a == 0.0)
        return vec3(0.0);
#if MODE == 2
    return mix(a.rgb, b.rgb, mixing);
#else
    const vec3 weights = vec3(0.2126, 0.7152, 0.0722);
    float luma = dot(b.rgb, weights) - dot(a.rgb, weights);
#if MODE == 4
    return signedAt(luma * gain);
#elif CHANNELS == 1
    return vec3(min(abs(luma) * gain, 1.0));
#elif CHANNELS == 2
    return min(abs(b.rgb - a.rgb - luma) * gain, vec3(1.0));
#else
    return min(abs(b.rgb - a.rgb) * gain, vec3(1.0));
#endif
#endif
#endif
}
#endif

vec3 shown(vec2 p)
{
#if SHADE == 0
    return ownSize(clip, p, ivec2(clipSize));
#elif SHADE == 3
    return signedAt(heatAt(p) / range);
#elif SHADE == 5
    return compared(p);
#else
    float value = heatAt(p);
    float t = value > lowest ? min((value - lowest) / (range - lowest), 1.0) : 0.0;
    vec3 mass = tableAt(int(floor(255.0 * t + 0.5)));
#if SHADE == 1
    vec3 video = ownSize(clip, p, ivec2(clipSize));
    float dark = 0.45 * dot(video, vec3(0.2126, 0.7152, 0.0722));
    return mix(vec3(dark), mass, opacity * pow(t, 0.6));
#else
    return mass;
#endif
#endif
}

void main()
{
    vec2 offset = gl_FragCoord.xy - paneCentre;
    vec2 p = viewCentre + vec2(offset.x, -offset.y) / zoom;
    if (any(lessThan(p, vec2(0.0))) || any(greaterThanEqual(p, clipSize)))
        discard;
    color = vec4(shown(p), 1.0);
}
