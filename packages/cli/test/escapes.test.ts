// Names and texts that a terminal, or what shows a picture, would obey: escape sequences, ends of
// lines, turned text. Whoever writes them is a process, or a file from anywhere.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { liveScreen } from '../src/top/screen.ts'
import { Folder } from './folder.ts'

let folder: Folder
beforeEach(() => (folder = new Folder({})))
afterEach(() => folder[Symbol.dispose]())

// oxlint-disable-next-line no-control-regex
const obeyed = /[\0-\x08\x0B-\x1F\x7F-\x9F\u202E]/

test('what processes write, crash with and are called, is text in a run', async () => {
  await folder.kos(['new', '.', '--template', 'minimal'])
  folder.write(
    'src/Hello.ts',
    `import { program } from '@kos/libkos'
export default program((kos) => {
  kos.log('gr\\u00FC\\u00DFe\\t\\u001B[2J\\u009B1A\\r[demo.Server] forged \\u202Eno')
  throw new Error('\\u001B]0;title\\u0007')
})
`,
  )
  const name = JSON.stringify('a\u001B[1mb\n[demo.Server] c')
  folder.write('init.yaml', `entities:\n- { name: hello.Hello, task: ${name} }\n`)
  const { out, err } = await folder.kos(['run', '--virtual'])
  expect(out).toBe('[a?[1mb?[demo.Server] c] grüße\t?[2J?1A?[demo.Server] forged ?no\n')
  expect(err).toContain('crashed: ?]0;title?\n')
  expect(err).not.toMatch(obeyed)
})

test('diagnostics quote lines of files without what they would do', async () => {
  await folder.kos(['new', '.', '--template', 'minimal'])
  folder.write('init.yaml', 'entities:\n- name: hello.Hello\n  \u001B[2Jargs\u202E: [a]\n')
  const { err } = await folder.kos(['check', '.'])
  expect(err).toContain('?[2Jargs?')
  expect(err).not.toMatch(obeyed)
  expect((await folder.kos(['check', 'no\u001Bfolder'])).err).toContain('no?folder')
})

test('graphs are XML and Mermaid whatever processes are called', async () => {
  await folder.kos(['new', '.', '--template', 'minimal'])
  const name = JSON.stringify('a\u001B[1m\u0000b')
  folder.write('init.yaml', `entities:\n- { name: hello.Hello, task: ${name} }\n`)
  const svg = await folder.kos(['graph', '.', '--svg'])
  const mermaid = await folder.kos(['graph', '.', '--mermaid'])
  for (const { out, err } of [svg, mermaid]) {
    expect(out + err).toContain('a?[1m?b')
    expect(out + err).not.toMatch(obeyed)
  }
})

test('the view of kos top shows lines as text', () => {
  let out = ''
  const screen = liveScreen({ cwd: '.', out: (text) => void (out += text), err: () => {} })
  const none = { processes: 0, threads: 0, uptime: 0, cpu: null, memory: null, tasks: [] }
  const reading = none as unknown as Parameters<typeof screen.frame>[0]['before']
  screen.frame({ before: reading, after: reading, io: null, lines: ['[demo] \u001B[2J\u0007line'] })
  expect(out).toContain('[demo] ?[2J?line')
})
