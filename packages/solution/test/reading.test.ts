// What init.yaml, its templates, headers and kos.json may say, and what it means.

import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeSolution } from '../src/index.ts'
import { jsonErrorAt } from '../src/json-error.ts'
import { echo, folderOf, shownDiagnostics, type Texts, writeTexts } from './folder.ts'

const init = echo['init.yaml'] as string

/** The processes of a folder without errors, by name. */
function processesOf(texts: Texts) {
  const folder = folderOf({ ...echo, ...texts })
  const { processes, diagnostics } = describeSolution(folder, { cwd: folder })
  expect(shownDiagnostics(diagnostics.filter(({ severity }) => severity === 'error'))).toBe('')
  return Object.fromEntries(processes.map((process) => [process.name, process]))
}

/** The id of the only connection. */
function idOf(texts: Texts): string | undefined {
  return processesOf(texts)['echo.Client']?.connections[0]?.id
}

describe('init.yaml', () => {
  it('says processes in the order of the file, each with its place', () => {
    const processes = Object.values(processesOf({}))
    expect(
      processes.map(({ name, path, place }) => [name, path, place.line, place.column]),
    ).toEqual([
      ['echo.Client', 'Client', 2, 9],
      ['echo.Server', 'Server', 6, 9],
    ])
    expect(processes[0]?.connections).toEqual([
      { target: 'echo.Server', id: 'pings', place: { path: 'init.yaml', line: 4, column: 13 } },
    ])
  })

  it('merges dictionaries; own keys come first, then those merged earlier', () => {
    const text = `entities:
- &one
  name: echo.Client
  env: &env { A: a, B: b }
- <<: *one
  task: two
  env: { <<: *env, B: own }
- <<: [{ task: three, args: [x] }, { args: [y], name: echo.Client }]
`
    const { 'echo.Client': one, two, three } = processesOf({ 'init.yaml': text })
    expect(one?.env).toEqual({ A: 'a', B: 'b' })
    expect(two?.env).toEqual({ A: 'a', B: 'own' })
    expect(three?.args).toEqual(['x'])
  })

  it('ends for merges that would never', () => {
    const level = (i: number): string => {
      return `- &l${i} { name: echo.Client, task: t${i}, <<: [${`*l${i - 1}, `.repeat(9)}] }\n`
    }
    const first = '- &l0 { name: echo.Client }\n'
    const folder = folderOf({
      ...echo,
      'init.yaml': `entities:\n${first}${Array.from({ length: 9 }, (_, i) => level(i + 1)).join('')}`,
    })
    const { diagnostics } = describeSolution(folder, { cwd: folder })
    expect(diagnostics.map(({ message }) => message)).toContain('there are too many merges')
  })

  it('may leave lists and dictionaries empty', () => {
    const empty = '  connections:\n  args:\n  env:\n'
    const process = processesOf({ 'init.yaml': `entities:\n- name: echo.Client\n${empty}` })
    expect(process['echo.Client']).toMatchObject({ connections: [], args: [], env: {} })
  })
})

describe('names of connections in headers', () => {
  const texts = { 'init.yaml': init.replace('pings', '{ var: NAME, include: names.h }') }

  it.each([
    ['a text', '#define NAME "n"'],
    ['texts beside each other', '#define NAME "n" /* and */ "m"'],
    ['a text with escapes', String.raw`#define NAME "a\"b\\"`],
    ['what looks like a comment in a text', '#define NAME "a//b/*c*/"'],
    ['another macro', '#define OTHER "o"\n#define NAME OTHER'],
    ['a macro of a header that it includes', '#include "more/other.h"\n#define NAME OTHER'],
    ['a text on the next line', '#define NAME \\\n  "n"'],
    ['the last definition', '#define NAME "first"\n#undef NAME\n#define NAME "last"'],
    ['not one in a comment', '#define NAME "n"\n// #define NAME "no"\n/*\n#define NAME "no"\n*/'],
  ])('%s', (_what, header) => {
    const more = { 'include/more/other.h': '#define OTHER "included"\n' }
    expect(idOf({ ...texts, ...more, 'include/names.h': header })).toMatchSnapshot()
  })

  it('are found in folders that are included, outside of the folder', () => {
    const other = folderOf({ 'sdk/names.h': '#define NAME "sdk"\n' })
    const folder = folderOf({ ...echo, ...texts })
    const include = [join(other, 'sdk')]
    const { processes, hasErrors } = describeSolution(folder, { include })
    expect([processes[0]?.connections[0]?.id, hasErrors]).toEqual(['sdk', false])
  })

  it.each([
    ['macros that mean each other', '#define NAME OTHER\n#define OTHER NAME\n'],
    ['headers that include each other', '#include "names.h"\n#define NAME 1\n'],
    ['a function', '#define NAME(x) "n"\n'],
  ])('none: %s', (_what, header) => {
    const folder = folderOf({ ...echo, ...texts, 'names.h': header })
    const { diagnostics } = describeSolution(folder, { cwd: folder })
    expect(shownDiagnostics(diagnostics)).toMatchSnapshot()
  })
})

describe('templates', () => {
  it('have places of their own, also behind variables', () => {
    const folder = folderOf({
      ...echo,
      'init.yaml': null,
      'init.yaml.in': 'entities:\n- { name: @LONG@, task: @A@, tsk: b, path: @A@@A@ }\n',
      'kos.json': '{ "variables": { "LONG": "echo.Client", "A": "a" } }',
    })
    const { diagnostics, processes } = describeSolution(folder, { cwd: folder })
    const shown = diagnostics.filter(({ code }) => code === 'unknown-key')
    expect(shownDiagnostics(shown)).toMatchInlineSnapshot(`
      "init.yaml.in:2:30: error: a process has no key tsk
        2 | - { name: @LONG@, task: @A@, tsk: b, path: @A@@A@ }
          |                              ^^^
          = did you mean task?"
    `)
    expect(processes[0]).toMatchObject({ name: 'a', path: 'aa', place: { line: 2, column: 11 } })
  })

  it('take variables of the caller before those of kos.json', () => {
    const folder = folderOf({
      ...echo,
      'init.yaml': null,
      'init.yaml.in': init.replace('pings', '@NAME@'),
      'kos.json': '{ "variables": { "NAME": "file" } }',
    })
    const { processes } = describeSolution(folder, { variables: { NAME: 'caller' } })
    expect(processes[0]?.connections[0]?.id).toBe('caller')
  })

  it('add connections to a list, and variables to an environment, wherever the macro stands', () => {
    const more = { target: 'echo.Server', id: 'more' }
    const processes = processesOf({
      'init.yaml': null,
      'init.yaml.in': init
        .replace('id: pings\n', 'id: pings\n  env: { A: own }\n        @INIT_Client_ENTITY_ENV@\n')
        .replace('- name: echo.Server', '@INIT_Client_ENTITY_CONNECTIONS+@\n- name: echo.Server'),
      'kos.json': JSON.stringify({
        connections: { Client: [more] },
        env: { Client: { A: 'said', B: 'said' } },
      }),
    })
    const client = processes['echo.Client']
    expect(client?.connections.map(({ id }) => id)).toEqual(['pings', 'more'])
    expect(client?.env).toEqual({ A: 'own', B: 'said' })
  })
})

describe('kos.json', () => {
  it('is refused where JSON.parse refuses it, and nowhere else', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    const json = fc.json()
    const broken = fc.tuple(json, fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, put]) => {
      const i = at % (text.length + 1)
      return text.slice(0, i) + put + text.slice(i + (at % 2))
    })
    fc.assert(
      fc.property(fc.oneof(json, broken), (text) => {
        expect(jsonErrorAt(text) === null).toBe(parses(text))
      }),
    )
  })

  it('names folders, modules and files', () => {
    const folder = folderOf({
      ...echo,
      'init.yaml': null,
      'config/init.yaml': init,
      'security.psl': null,
      'policy/main.psl': echo['security.psl'] as string,
      'src/Client.ts': null,
      'src/Server.ts': null,
      'programs/client.ts': echo['src/Client.ts'] as string,
      'programs/server.ts': echo['src/Server.ts'] as string,
      'data/a.bin': 'a',
      'kos.json': JSON.stringify({
        init: 'config/init.yaml',
        policy: 'policy/main.psl',
        programs: { 'echo.Client': 'programs/client.ts', 'echo.Server': 'programs/server.ts' },
        modules: ['echo'],
        include: ['resources'],
        generated: 'programs/generated',
        files: { 'echo.Server': { 'a.bin': 'data/a.bin' } },
      }),
    })
    const description = describeSolution(folder, { cwd: folder })
    expect(shownDiagnostics(description.diagnostics)).toBe('')
    expect(description.generated).toBe(join(folder, 'programs/generated'))
    expect(description.files.get('echo.Server')?.get('a.bin')).toBe(join(folder, 'data/a.bin'))
    expect(description.inputs.map((path) => path.slice(folder.length + 1)).toSorted()).toEqual([
      'config/init.yaml',
      'data/a.bin',
      'kos.json',
      'policy/main.psl',
      'programs/client.ts',
      'programs/server.ts',
      'resources/Client.edl',
      'resources/IPing.idl',
      'resources/Server.edl',
    ])
  })
})

it('a file that is given comes before that of kos.json, which need not be there', () => {
  const folder = folderOf({
    ...echo,
    'mine.bin': 'b',
    'kos.json': '{ "files": { "echo.Server": { "a.bin": "none", "b.bin": "mine.bin" } } }',
  })
  const files = {
    'echo.Server': { 'a.bin': 'mine.bin' },
    'echo.Client': { c: join(folder, 'init.yaml') },
  }
  const description = describeSolution(folder, { cwd: folder, files })
  expect(shownDiagnostics(description.diagnostics)).toBe('')
  const mine = join(folder, 'mine.bin')
  const server = description.files.get('echo.Server')
  expect(Object.fromEntries(server ?? [])).toEqual({ 'a.bin': mine, 'b.bin': mine })
  expect(description.files.get('echo.Client')?.get('c')).toBe(join(folder, 'init.yaml'))
})

it('init.yaml and the policy may lie where projects that CMake builds have them', () => {
  const { 'init.yaml': init = '', 'security.psl': policy = '', ...others } = echo
  const folder = folderOf({
    ...others,
    'einit/src/init.yaml.in': init,
    'einit/src/security.psl.in': policy,
  })
  const { diagnostics, processes } = describeSolution(folder)
  expect([diagnostics, processes.map(({ name }) => name)]).toEqual([
    [],
    ['echo.Client', 'echo.Server'],
  ])
})

it('a class of the policy that is misspelt is one of the folder', () => {
  const policy = (echo['security.psl'] as string).replace(
    'use EDL echo.Client',
    'use EDL echo.Clint',
  )
  const { diagnostics } = describeSolution(folderOf({ ...echo, 'security.psl': policy }))
  expect(diagnostics[0]).toMatchObject({
    message: 'there is no EDL file of echo.Clint',
    hint: 'did you mean echo.Client?',
  })
})

it('folders of packages, tools and hidden ones are passed over', () => {
  const copy = (echo['resources/Server.edl'] as string).replace('ping', 'other')
  const folder = folderOf({
    ...echo,
    'node_modules/a/Server.edl': copy,
    'dist/Server.edl': copy,
    '.cache/Server.edl': copy,
    'src/generated/Server.edl': copy,
  })
  expect(describeSolution(folder).diagnostics).toEqual([])
})

it('a copy of a file, such as a build has, is that file; one that differs is an error', () => {
  const server = echo['resources/Server.edl'] as string
  const copies = folderOf({ ...echo, 'build/echo/Server.edl': `// Copied.\n${server}` })
  expect(describeSolution(copies).diagnostics).toEqual([])
  const differing = folderOf({ ...echo, 'build/echo/Server.edl': server.replace('ping', 'pong') })
  const { diagnostics } = describeSolution(differing, { cwd: differing })
  expect(shownDiagnostics(diagnostics)).toMatchSnapshot()
})

it('lines may end with CRLF, and a text begin with a byte order mark', () => {
  const text = `\uFEFF${init.replace('pings', '8').replaceAll('\n', '\r\n')}`
  const folder = folderOf({ ...echo, 'init.yaml': text })
  const { diagnostics } = describeSolution(folder, { cwd: folder })
  expect(diagnostics.map(({ line, column, text: own }) => [line, column, own])).toEqual([
    [5, 9, '    id: 8'],
  ])
})

it('no text of init.yaml and kos.json makes it throw', () => {
  const words = [
    '\t',
    '\n',
    '- ',
    ': ',
    '[',
    '{',
    '}',
    '"',
    "'",
    '*a',
    '&a ',
    '<<: ',
    '@A@',
    '!',
    '|',
    '%',
    '\u{1F98A}',
    '@INIT_Client_ENTITY_ENV@',
    '__proto__',
    'entities:',
  ]
  const config = JSON.stringify({
    variables: { A: 'a' },
    env: { Client: { B: 'b' } },
    connections: { Client: [{ target: 'echo.Server', id: 'more' }] },
    externalEntities: ['echo.Server', { name: 'echo.Client', task: 'more' }],
    files: { 'echo.Client': { a: 'init.yaml.in' } },
    programs: { 'echo.Client': 'src/Client.ts' },
  })
  const change = fc.record({
    inConfig: fc.boolean(),
    at: fc.nat(),
    drop: fc.nat(12),
    put: fc.array(fc.constantFrom(...words), { maxLength: 3 }),
  })
  const changed = (
    text: string,
    { at, drop, put }: { at: number; drop: number; put: string[] },
  ) => {
    const start = at % (text.length + 1)
    return text.slice(0, start) + put.join('') + text.slice(start + drop)
  }
  const folder = folderOf({ ...echo, 'init.yaml': null })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      let [own, its] = [`${init}@INIT_EXTERNAL_ENTITIES@\n`, config]
      for (const each of changes)
        if (each.inConfig) its = changed(its, each)
        else own = changed(own, each)
      writeTexts(folder, { 'init.yaml.in': own, 'kos.json': its })
      const { diagnostics, hasErrors, processes } = describeSolution(folder, { cwd: folder })
      expect(hasErrors || processes.length > 0 || diagnostics.length > 0).toBe(true)
      for (const { line, column, text } of diagnostics)
        expect(line === 0 || (column > 0 && column <= text.length + 1)).toBe(true)
    }),
    { numRuns: Number(process.env['KOS_MODEL_RUNS'] ?? 150) },
  )
})
