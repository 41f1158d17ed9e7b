// The style sheet and the legend of pictures of solutions.

import type { ChannelVerdict } from './solution-graph.ts'

const words: { readonly [V in ChannelVerdict]: string } = {
  granted: 'granted',
  conditional: 'by conditions, or some methods',
  denied: 'denied',
}

/** The size of the legend, in pixels. */
export const legendWidth = 610
export const legendHeight = 34

const verdicts = Object.keys(words) as ChannelVerdict[]

const light = {
  sheet: '#ffffff',
  box: '#f6f8fa',
  line: '#8c959f',
  text: '#1f2328',
  faint: '#59636e',
  granted: '#1a7f37',
  conditional: '#9a6700',
  denied: '#cf222e',
}

const dark: typeof light = {
  sheet: '#0d1117',
  box: '#161b22',
  line: '#6e7681',
  text: '#e6edf3',
  faint: '#9198a1',
  granted: '#3fb950',
  conditional: '#d29922',
  denied: '#f85149',
}

function variables(colours: typeof light): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ')
}

// A plain colour first, for renderers that know no variables.
const rules: readonly string[] = [
  ...rule('.sheet', 'fill', 'sheet'),
  ...rule('.box', 'fill', 'box'),
  ...rule('.box, .rule, .tag', 'stroke', 'line'),
  ...rule('text', 'fill', 'text'),
  ...rule('.type, .class, .label, .legend', 'fill', 'faint'),
  ...rule('.tag', 'fill', 'sheet'),
  ...verdicts.flatMap((verdict) => [
    ...rule(`path.${verdict}`, 'stroke', verdict),
    ...rule(`.head.${verdict}`, 'fill', verdict),
  ]),
]

function rule(selector: string, property: string, name: keyof typeof light): readonly string[] {
  return [`${selector} { ${property}: ${light[name]}; ${property}: var(--${name}); }`]
}

const fonts = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'

/** The style sheet and the heads of arrows. */
export const styleText: string = `<style>
svg { ${variables(light)} }
@media (prefers-color-scheme: dark) { svg { ${variables(dark)} } }
${rules.join('\n')}
text { font: 12px ${fonts}; }
.name { font-size: 13px; font-weight: 600; text-anchor: middle; }
.class { font-size: 11px; text-anchor: middle; }
.label { font-size: 11px; text-anchor: middle; }
.type, .legend { font-size: 11px; }
.box { stroke-width: 1.2; }
.tag { stroke-width: 0.6; }
.rule { stroke-width: 0.6; }
path.channel { fill: none; stroke-width: 1.7; }
path.hit { fill: none; stroke: transparent; stroke-width: 14; }
path.conditional { stroke-dasharray: 7 4; }
path.denied { stroke-dasharray: 2 4; }
g:hover > path.channel { stroke-width: 3; }
</style>
<defs>${verdicts.map(arrowHead).join('')}</defs>`

function arrowHead(verdict: ChannelVerdict): string {
  return (
    `<marker id="${verdict}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11"` +
    ' markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">' +
    `<path class="head ${verdict}" stroke="none" style="stroke: none" d="M0,1 L10,5 L0,9 Z"/></marker>`
  )
}

/** The legend, from this corner on. */
export function legendText(left: number, top: number): string {
  const y = top + legendHeight / 2
  const title = `<text class="legend" x="${left}" y="${y + 4}">Requests over a channel:</text>`
  let x = left + 150
  const items = verdicts.map((verdict) => {
    const item =
      `<path class="channel ${verdict}" d="M${x},${y} L${x + 34},${y}" marker-end="url(#${verdict})"/>` +
      `<text class="legend" x="${x + 42}" y="${y + 4}">${words[verdict]}</text>`
    x += 62 + words[verdict].length * 6
    return item
  })
  return `<g>${title}${items.join('')}</g>`
}
