import { expect, test } from 'vitest'
import { Folder } from './folder.ts'

const files = {
  'demo/A.idl': 'package demo.A',
  'demo/B.idl': 'package demo.B\n',
  'demo/node_modules/C.idl': 'package   demo.C',
  'demo/.hidden/D.idl': 'package   demo.D',
  'demo/notes.txt': 'package   demo.E',
}

test('formats files in place and says which', async () => {
  using folder = new Folder(files)
  expect(await folder.kos(['fmt', 'demo'])).toEqual({
    code: 0,
    out: 'demo/A.idl\n1 file formatted, 1 as they should be\n',
    err: '',
  })
  expect(folder.read('demo/A.idl')).toBe('package demo.A\n')
  expect(await folder.kos(['fmt', '.'])).toEqual({ code: 0, out: '2 as they should be\n', err: '' })
  expect(folder.read('demo/node_modules/C.idl')).toBe('package   demo.C')
})

test('--check writes nothing and fails', async () => {
  using folder = new Folder(files)
  expect(await folder.kos(['fmt', '--check', 'demo'])).toEqual({
    code: 1,
    out: '',
    err: 'demo/A.idl is not formatted\n',
  })
  expect(folder.read('demo/A.idl')).toBe('package demo.A')
  expect(await folder.kos(['fmt', '--check', 'demo/B.idl'])).toEqual({
    code: 0,
    out: '1 as they should be\n',
    err: '',
  })
})

test('files with errors of syntax stay as they are, others are formatted', async () => {
  using folder = new Folder({ ...files, 'demo/C.idl': 'package demo.C  struct {' })
  const { code, err } = await folder.kos(['fmt', 'demo'])
  expect(code).toBe(1)
  expect(err).toMatchInlineSnapshot(`
    "demo/C.idl:1:24: error: expected the name of the struct, found {
      1 | package demo.C  struct {
        |                        ^

    1 error
    "
  `)
  expect([folder.read('demo/A.idl'), folder.read('demo/C.idl')]).toEqual([
    'package demo.A\n',
    'package demo.C  struct {',
  ])
})

test('policies are formatted, from standard input as well; templates are not', async () => {
  const text = 'execute:kl.core.Execute\nrequest src = A , dst=B{grant()}\n'
  const formatted = 'execute: kl.core.Execute\nrequest src=A dst=B { grant () }\n'
  using folder = new Folder({ 'security.psl': text, 'other.psl.in': text })
  expect(await folder.kos(['fmt', '.'])).toEqual({
    code: 0,
    out: 'security.psl\n1 file formatted, 0 as they should be\n',
    err: '',
  })
  expect([folder.read('security.psl'), folder.read('other.psl.in')]).toEqual([formatted, text])
  expect((await folder.kos(['fmt', 'other.psl.in'])).code).toBe(2)
  expect((await folder.kos(['fmt', '-'], '', text)).out).toBe(formatted)
  expect((await folder.kos(['fmt', '-'], '', `// A policy.\nuse nk.base._`)).out).toBe(
    '// A policy.\nuse nk.base._\n',
  )
  // An EDL file may begin with the same words.
  for (const part of ['task class A : B\n', 'task class A\n'])
    expect(await folder.kos(['fmt', '-'], '', part)).toEqual({ code: 0, out: part, err: '' })
})

test('a policy with errors of syntax stays as it is', async () => {
  const text = 'request src=A { grant (\n'
  using folder = new Folder({ 'security.psl': text })
  const { code, err } = await folder.kos(['fmt', 'security.psl'])
  expect([code, folder.read('security.psl')]).toEqual([1, text])
  expect(err).toContain('security.psl:')
})
