// The picture of a graph: well-formed XML that has all of it.
import { analyse, graphOf, type PolicyGraph } from '@kos/security/analysis'
import { any, request } from '@kos/security'
import * as fc from 'fast-check'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { expect, test } from 'vitest'
import { graphSvg } from '../src/graph/policy-svg.ts'

interface Parsed {
  readonly tags: readonly SaxesTagPlain[]
  /** Texts by the name of the element that they are in. */
  readonly texts: readonly (readonly [string, string])[]
}

/** Parses XML; throws for what is not well-formed. */
function parsed(xml: string): Parsed {
  const [tags, texts, open]: [SaxesTagPlain[], [string, string][], string[]] = [[], [], []]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    tags.push(tag)
    open.push(tag.name)
  })
  parser.on('text', (text) => void texts.push([open.at(-1) ?? '', text]))
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
  return { tags, texts }
}

function textsOf({ texts }: Parsed, element: string): string[] {
  return texts.filter(([name]) => name === element).map(([, text]) => text)
}

const graph = graphOf(
  analyse(
    [
      request('demo.Client', 'demo.Server', ({ message }) => message === 1),
      request('demo.Server', ['demo.Log', 'demo.Server']),
    ],
    { classes: ['demo.Client', 'demo.Server', 'demo.Log', 'demo.Alone'] },
  ),
)

test('has a box for each class, and an arrow for each edge', () => {
  const picture = parsed(graphSvg(graph))
  const texts = textsOf(picture, 'text')
  for (const name of graph.nodes) expect(texts).toContain(name)
  const arrows = picture.tags.filter(({ name }) => name === 'path')
  expect(arrows.map(({ attributes }) => attributes['class'])).toEqual(['ask', 'granted'])
  expect(texts).toContain('itself: (others)')
  expect(picture.tags.filter(({ name }) => name === 'rect')).toHaveLength(4)
  expect(textsOf(picture, 'title')).toContain('demo.Client -> demo.Server: ask\nask (others)')
})

test('boxes do not overlap, and all is inside the picture', () => {
  const { tags } = parsed(graphSvg(graph))
  const [svg] = tags
  const boxes = tags
    .filter(({ name }) => name === 'rect')
    .map(({ attributes }) => ({
      left: Number(attributes['x']),
      top: Number(attributes['y']),
      right: Number(attributes['x']) + Number(attributes['width']),
      bottom: Number(attributes['y']) + Number(attributes['height']),
    }))
  for (const [index, box] of boxes.entries()) {
    expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0)
    expect(box.right).toBeLessThanOrEqual(Number(svg?.attributes['width']))
    expect(box.bottom).toBeLessThanOrEqual(Number(svg?.attributes['height']))
    for (const other of boxes.slice(index + 1)) {
      const isApart =
        box.right <= other.left ||
        other.right <= box.left ||
        box.bottom <= other.top ||
        other.bottom <= box.top
      expect(isApart).toBe(true)
    }
  }
})

test('is well-formed whatever classes are called, and for every graph', () => {
  const name = fc.string({
    unit: fc.constantFrom(...Array.from('ab.<>&"\'-]é')),
    minLength: 1,
    maxLength: 8,
  })
  const classes = fc.uniqueArray(name, { minLength: 1, maxLength: 6 })
  const graphs: fc.Arbitrary<PolicyGraph> = classes.chain((nodes) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)), {
        maxLength: 10,
        selector: (pair) => pair.join('\n'),
      })
      .map((pairs) =>
        graphOf(
          analyse(
            pairs.map(([source, destination]) => request(source, destination, { method: source })),
            { classes: nodes },
          ),
        ),
      ),
  )
  fc.assert(
    fc.property(graphs, (each) => {
      const picture = parsed(graphSvg(each))
      expect(textsOf(picture, 'text')).toEqual(expect.arrayContaining([...each.nodes]))
      const arrows = each.edges.filter(({ source, destination }) => source !== destination)
      expect(picture.tags.filter(({ name: tag }) => tag === 'path')).toHaveLength(arrows.length)
      expect(textsOf(picture, 'title')).toHaveLength(each.edges.length)
    }),
    { numRuns: 50 },
  )
})

test('a graph without classes is an empty picture', () => {
  const { tags } = parsed(graphSvg(graphOf(analyse([request(any, any)], { classes: [] }))))
  expect(tags[0]?.attributes).toMatchObject({ width: '0', height: '0' })
  expect(tags.some(({ name }) => name === 'rect')).toBe(false)
})
