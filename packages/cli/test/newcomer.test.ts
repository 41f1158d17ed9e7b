// The path of a new user: new, run, a line changed, test, graph; then a mistake of each kind, and
// what is said of it. In a folder with nothing installed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder, type Run } from './folder.ts'
import { spawned } from './spawned.ts'

let folder: Folder
beforeAll(() => (folder = new Folder({})))
afterAll(() => folder[Symbol.dispose]())

/** The command as a process. */
const kos = (...args: readonly string[]): Promise<Run> => spawned(folder.path, args)

function change(path: string, from: string, to: string): () => void {
  const before = folder.read(path)
  expect(before).toContain(from)
  folder.write(path, before.replace(from, to))
  return () => folder.write(path, before)
}

describe('a new user', () => {
  test('makes a solution and runs it', async () => {
    expect(await kos('new', 'greetings')).toMatchObject({ code: 0, err: '' })
    const { code, out } = await kos('run', 'greetings')
    expect([code, out.split('\n')[0]]).toEqual([0, '[hello.Client] Hello, world!'])
  })

  test('changes a line, and sees it', async () => {
    change('greetings/src/Server.ts', 'Hello, ', 'Good morning, ')
    const { code, out } = await kos('run', 'greetings')
    expect([code, out.split('\n')[0]]).toEqual([0, '[hello.Client] Good morning, world!'])
  })

  test('is told by the tests that the line was changed, and mends the test', async () => {
    const { code, out, err } = await kos('test', 'greetings')
    expect(code).toBe(1)
    expect(out).toContain('2 tests passed')
    expect(out + err).toContain('Good morning, world!')
    change('greetings/test/solution.test.ts', 'Hello, ', 'Good morning, ')
    const mended = await kos('test', 'greetings')
    expect([mended.code, mended.err]).toEqual([0, ''])
    expect(mended.out).toMatch(/Tests .*1 passed/)
  })

  test('has the tests as data, too', async () => {
    const { code, out } = await kos('test', 'greetings', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      tests: [{ passed: true }],
      programTests: [{ file: 'test/solution.test.ts', state: 'passed' }],
    })
  })

  test('sees who may talk to whom', async () => {
    const { code, out } = await kos('graph', 'greetings')
    expect([code, out.includes('hello.Server')]).toEqual([0, true])
  })
})

test('a solution in JavaScript passes its tests', async () => {
  await kos('new', 'plain', '--template', 'minimal', '--js')
  const { code, out } = await kos('test', 'plain')
  expect([code, out]).toEqual([0, expect.stringMatching(/Tests .*1 passed/)])
})

describe('a mistake is told with its place', () => {
  const mistakes: readonly (readonly [string, string, string, string])[] = [
    ['in the indentation of init.yaml', 'init.yaml', '    connections', '   connections'],
    ['in a key of init.yaml', 'init.yaml', 'connections', 'conections'],
    ['in the target of a connection', 'init.yaml', 'target: hello.Server', 'target: hello.Sever'],
    ['in the class of a process', 'init.yaml', '- name: hello.Server', '- name: hello.Sever'],
    ['in the name of an interface', 'resources/hello/Server.edl', 'hello.Greeter', 'hello.Greter'],
    ['in a type', 'resources/hello/Greeter.idl', 'string<64>', 'strin<64>'],
    ['in a rule of the policy', 'security.psl', 'grant ()', 'grnt ()'],
    ['in a parameter of the policy', 'security.psl', 'message.name', 'message.nme'],
    ['in a class of the policy', 'security.psl', 'src=hello.Client', 'src=hello.Cleint'],
    ['in the syntax of a program', 'src/Client.ts', 'for (const', 'for const'],
    ['in an import', 'src/Client.ts', 'generated/hello/Greeter', 'generated/hello/Greter'],
    [
      'in what is exported',
      'src/Client.ts',
      'export default program',
      'export const main = program',
    ],
    ['in the endpoints of a program', 'src/Server.ts', '{ endpoints, endpointInfo }', '{}'],
  ]

  test.each(mistakes)('%s', async (_, path, from, to) => {
    const restore = change(`greetings/${path}`, from, to)
    const { code, err } = await folder.kos(['check', 'greetings'])
    restore()
    expect(code).toBe(1)
    expect(err).toContain(`greetings/${path}:`)
    expect(err).toMatchSnapshot()
  })

  test('in the name of a connection, which only the run shows', async () => {
    const restore = change('greetings/src/Client.ts', "'server'", "'sever'")
    const { code, err } = await kos('run', 'greetings')
    restore()
    expect(code).toBe(1)
    expect(err).toMatch(/hello\.Client crashed: .*sever/)
    expect(err).toContain('src/Client.ts:')
  })

  test('in a test of the policy', async () => {
    const restore = change('greetings/security.psl', 'deny hello.Client', 'grant hello.Client')
    const { code, err } = await kos('test', 'greetings/security.psl')
    restore()
    expect([code, err]).toMatchSnapshot()
  })
})
