// `kos graph`: the processes of a folder, their channels, and what the policy says of each endpoint.
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Folder } from './folder.ts'

const policy = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL Einit
use EDL kl.core.Core
use EDL shop.Web
use EDL shop.Stock
use EDL shop.Log
execute { grant () }
response { grant () }
request dst=kl.core.Core { grant () }
request dst=shop.Log method=Write { grant () }
request src=shop.Web dst=shop.Stock endpoint=reader { grant () }
request src=shop.Web dst=shop.Stock endpoint=writer { assert (message.n < 100) }
`

const files = {
  'init.yaml': `entities:
  - name: shop.Web
    connections:
      - { target: Stock, id: "stock & more" }
      - { target: shop.Log, id: log }
  - name: shop.Stock
    task: Stock
    connections:
      - { target: shop.Log, id: log }
  - name: shop.Log
`,
  'kos.json': '{ "programs": { "shop.Web": null, "shop.Stock": null, "shop.Log": null } }',
  'resources/Web.edl': 'entity shop.Web',
  'resources/Stock.edl':
    'entity shop.Stock endpoints { reader : shop.IReader writer : shop.IWriter spare : shop.IReader }',
  'resources/Log.edl': 'entity shop.Log endpoints { log : shop.ILog }',
  'resources/IReader.idl': 'package shop.IReader interface { Get(in UInt32 i, out UInt32 n); }',
  'resources/IWriter.idl': 'package shop.IWriter interface { Set(in UInt32 i, in UInt32 n); }',
  'resources/ILog.idl': 'package shop.ILog interface { Write(in string<80> l); Clear(); }',
  'security.psl': policy,
}

let folder: Folder
beforeEach(() => (folder = new Folder(files)))
afterEach(() => folder[Symbol.dispose]())

async function shown(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await folder.kos(['graph', ...args])
  expect([code, err]).toEqual([0, ''])
  return out
}

test('as data: granted, by conditions, denied', async () => {
  const { result } = JSON.parse(await shown('--json')) as { result: { channels: unknown[] } }
  expect(result.channels[0]).toEqual({
    client: 'shop.Web',
    server: 'Stock',
    id: 'stock & more',
    endpoints: [
      {
        name: 'reader',
        interface: 'shop.IReader',
        verdict: 'granted',
        granted: ['Get'],
        conditional: [],
        denied: [],
      },
      {
        name: 'writer',
        interface: 'shop.IWriter',
        verdict: 'conditional',
        granted: [],
        conditional: ['Set'],
        denied: [],
      },
      {
        name: 'spare',
        interface: 'shop.IReader',
        verdict: 'denied',
        granted: [],
        conditional: [],
        denied: ['Get'],
      },
    ],
  })
  // Some methods are granted, others are not.
  expect(result.channels[1]).toMatchObject({
    endpoints: [{ verdict: 'conditional', granted: ['Write'], denied: ['Clear'] }],
  })
})

test('as text of Mermaid', async () => {
  expect(await shown('--mermaid')).toMatchInlineSnapshot(`
    "flowchart LR
      p0["shop.Web"]
      p1["Stock<br/>shop.Stock"]
      p2["shop.Log"]
      p0 -->|"stock #38; more: reader"| p1
      p0 -.->|"stock #38; more: writer"| p1
      p0 --x|"stock #38; more: spare"| p1
      p0 -.->|"log: log"| p2
      p1 -.->|"log: log"| p2
    "
  `)
})

describe('as a picture', () => {
  interface Element extends SaxesTagPlain {
    text: string
  }

  function elements(svg: string): readonly Element[] {
    const all: Element[] = []
    const open: Element[] = []
    const parser = new SaxesParser()
    parser.on('error', (error) => {
      throw error
    })
    parser.on('opentag', (tag) => {
      const element = { ...tag, text: '' }
      all.push(element)
      open.push(element)
    })
    parser.on('text', (text) => void (open.at(-1) && (open.at(-1)!.text += text)))
    parser.on('closetag', () => void open.pop())
    parser.write(svg).close()
    return all
  }

  const withClass = (all: readonly Element[], name: string): readonly Element[] =>
    all.filter(({ attributes }) => String(attributes['class']).split(' ').includes(name))

  test('has a box for each process, an arrow for each endpoint, and a legend', async () => {
    const all = elements(await shown())
    expect(withClass(all, 'name').map(({ text }) => text)).toEqual([
      'shop.Web',
      'Stock',
      'shop.Log',
    ])
    expect(withClass(all, 'class').map(({ text }) => text)).toEqual(['shop.Stock'])
    expect(
      withClass(all, 'label')
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual(['log', 'log', 'stock & more'])
    const arrows = withClass(all, 'channel').filter(({ name }) => name === 'path')
    const verdicts = arrows.map(({ attributes }) => String(attributes['class']).split(' ')[1])
    // Five, and one of each kind in the legend.
    expect(verdicts.toSorted((a, b) => (a! < b! ? -1 : 1)).join(' ')).toBe(
      'conditional conditional conditional conditional denied denied granted granted',
    )
    expect(withClass(all, 'legend').map(({ text }) => text)).toEqual([
      'Requests over a channel:',
      'granted',
      'by conditions, or some methods',
      'denied',
    ])
    expect(all.filter(({ name }) => name === 'title').map(({ text }) => text)).toContain(
      'shop.Web -> Stock over stock & more, writer : shop.IWriter\ngranted by conditions: Set',
    )
  })

  test('boxes do not overlap, all is inside, and arrows end at the row of their endpoint', async () => {
    const all = elements(await shown())
    const number = (element: Element, name: string): number => Number(element.attributes[name])
    const [svg] = all as [Element]
    const boxes = withClass(all, 'box').map((box) => ({
      left: number(box, 'x'),
      top: number(box, 'y'),
      right: number(box, 'x') + number(box, 'width'),
      bottom: number(box, 'y') + number(box, 'height'),
    }))
    for (const [index, box] of boxes.entries()) {
      expect(Math.min(box.left, box.top)).toBeGreaterThan(0)
      expect(box.right).toBeLessThan(number(svg, 'width'))
      expect(box.bottom).toBeLessThan(number(svg, 'height'))
      for (const other of boxes.slice(index + 1))
        expect(
          box.right < other.left ||
            other.right < box.left ||
            box.bottom < other.top ||
            other.bottom < box.top,
        ).toBe(true)
    }
    const ends = withClass(all, 'hit').map(({ attributes }) => {
      const [x, y] = String(attributes['d']).split(/[ C]/).at(-1)!.split(',').map(Number)
      return { x, y }
    })
    const stock = boxes[1]!
    const rows = ends.filter(({ x }) => x === stock.left).map(({ y }) => y)
    const first = stock.bottom - 3 * 24
    expect(rows).toEqual([first + 12, first + 36, first + 60])
  })

  test('is for light and for dark surroundings, and needs nothing from elsewhere', async () => {
    const svg = await shown()
    expect(svg).toContain('@media (prefers-color-scheme: dark)')
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    expect(svg).not.toContain('<script')
  })
})

test('to a file; and one form at a time', async () => {
  expect(await shown('-o', 'graph.svg')).toBe('graph.svg\n')
  expect(folder.read('graph.svg')).toMatch(/^<svg /)
  expect((await folder.kos(['graph', '--svg', '--mermaid'])).code).toBe(2)
})

test('a solution whose programs are missing has a graph all the same; one with a broken policy has none', async () => {
  folder.write('kos.json', '{}')
  const missing = await folder.kos(['graph'])
  expect([missing.code, missing.out.startsWith('<svg ')]).toEqual([1, true])
  expect(missing.err).toContain('there is no program of shop.Web')
  folder.write('security.psl', policy.replace('grant ()', 'grnt ()'))
  expect(await folder.kos(['graph'])).toMatchObject({ code: 1, out: '' })
})
