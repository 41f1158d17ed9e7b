// `kos fmt` of init.yaml and kos.json.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, parseDocument, stringify } from 'yaml'
import { formatJson } from '../src/json-format.ts'
import { formatYaml } from '../src/yaml-format.ts'
import { Folder } from './folder.ts'

const untidy = `# Processes.
entities:
# the client
- name:   demo.Client   # asks
  connections:
  - {target: demo.Server, id: "server"}
  args: [ "-v",'--all' ]


  env:
      LEVEL:  '3'
- name: demo.Server
  env: &shared { A: a }
- {name: demo.Other, env: *shared}
`

test('init.yaml is formatted, and keeps comments, quotes, anchors', async () => {
  using folder = new Folder({ 'init.yaml': untidy, 'other.yaml': untidy })
  const { code, out } = await folder.kos(['fmt', '.'])
  expect([code, out]).toEqual([0, 'init.yaml\n1 file formatted, 0 as they should be\n'])
  expect(folder.read('init.yaml')).toMatchInlineSnapshot(`
    "# Processes.
    entities:
      # the client
      - name: demo.Client # asks
        connections:
          - { target: demo.Server, id: "server" }
        args: [ "-v", '--all' ]

        env:
          LEVEL: '3'
      - name: demo.Server
        env: &shared { A: a }
      - { name: demo.Other, env: *shared }
    "
  `)
  expect(parse(folder.read('init.yaml'))).toEqual(parse(untidy))
  expect(folder.read('other.yaml')).toBe(untidy)
  expect((await folder.kos(['fmt', '--check', '.'])).code).toBe(0)
})

test('a file with errors of syntax stays as it is, and they have their places', async () => {
  const wrong = 'entities:\n  - name: [demo.Client\n  - name: b\n'
  using folder = new Folder({ 'init.yaml': wrong, 'kos.json': '{\n  "policy": x\n}\n' })
  const { code, err } = await folder.kos(['fmt', '.'])
  expect([code, folder.read('init.yaml')]).toEqual([1, wrong])
  expect(err).toMatchInlineSnapshot(`
    "init.yaml:3:3: error: flow sequence in block collection must be sufficiently indented and end with a ]
      3 |   - name: b
        |   ^

    kos.json: error: no JSON: Unexpected token 'x'

    2 errors
    "
  `)
})

test('kos.json is formatted', async () => {
  using folder = new Folder({ 'kos.json': '{"programs":"src","include":["a","b"]}' })
  expect((await folder.kos(['fmt', '.'])).code).toBe(0)
  expect(folder.read('kos.json')).toBe(
    '{\n  "programs": "src",\n  "include": [\n    "a",\n    "b"\n  ]\n}\n',
  )
})

describe('for any document', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, 'yes', '1', '~', '# no comment', 'a: b', ' x ', 'two\nlines', 'a\n\nb\n'),
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('map')),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(fc.string({ minLength: 1 }), tie('any'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  })).any
  const style = fc.record({
    indent: fc.integer({ min: 1, max: 8 }),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20, 80),
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL'),
    singleQuote: fc.constantFrom(null, true, false),
  })
  // Comments at random lines, where what is left is YAML that means the same.
  const commented = fc
    .tuple(value, style, fc.array(fc.nat(20), { maxLength: 3 }))
    .map(([data, how, places]) => {
      const text = stringify(data, how as never)
      const lines = text.split('\n')
      for (const at of places) lines.splice(at % lines.length, 0, '# a comment', '')
      const withComments = lines.join('\n')
      const document = parseDocument(withComments)
      const isSame =
        document.errors.length === 0 && JSON.stringify(document.toJS()) === JSON.stringify(data)
      return isSame ? withComments : text
    })
    .filter((text) => parseDocument(text).errors.length === 0)

  test('formatting is idempotent and changes neither meaning nor comments', () => {
    fc.assert(
      fc.property(commented, (text) => {
        const { text: formatted } = formatYaml('init.yaml', text)
        expect(formatted).not.toBeNull()
        const once = formatted as string
        expect(parse(once)).toEqual(parse(text))
        expect(formatYaml('init.yaml', once).text).toBe(once)
        expect(commentsIn(once)).toBe(commentsIn(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('so it is for JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const { text } = formatJson('kos.json', JSON.stringify(data))
        expect(JSON.parse(text as string)).toEqual(JSON.parse(JSON.stringify(data)))
        expect(formatJson('kos.json', text as string).text).toBe(text)
      }),
    )
  })
})

function commentsIn(text: string): number {
  return text.split('# a comment').length
}
