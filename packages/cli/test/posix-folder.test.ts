// Folders whose programs use POSIX: the template, what its policy denies, and the interfaces of the
// processes behind it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder, type Run } from './folder.ts'
import { spawned } from './spawned.ts'

interface TestsAsData {
  readonly tests: readonly { readonly passed: boolean }[]
  readonly programTests: readonly { readonly state: string }[]
}

describe('the template posix', () => {
  let folder: Folder
  beforeAll(async () => {
    folder = new Folder({})
    await folder.kos(['new', 'it', '--template', 'posix'])
  }, 60_000)
  afterAll(() => folder[Symbol.dispose]())

  /** Runs it with a file changed. */
  async function runWith(path: string, from: string, to: string): Promise<Run> {
    const before = folder.read(path)
    expect(before).toContain(from)
    folder.write(path, before.replace(from, to))
    const run = await folder.kos(['run', 'it', '--virtual'])
    folder.write(path, before)
    return run
  }

  test('has two processes that talk over a socket, of which one has a file', async () => {
    const { code, out, err } = await folder.kos(['run', 'it', '--virtual'])
    expect(code).toBe(0)
    expect(out).toContain('[web.Client] <h1>Hello, world!</h1>\n')
    expect(err).toContain('wait for what others do\n')
  })

  test('runs in other orders of threads, too', async () => {
    for (const seed of ['1', '2', '3']) {
      const { code, out } = await folder.kos(['run', 'it', '--virtual', '--seed', seed])
      expect([seed, code, out.includes('<h1>Hello, world!</h1>')]).toEqual([seed, 0, true])
    }
  })

  test('a policy of another port denies the connection', async () => {
    const { out } = await runWith('it/security.psl', '&& message.address.port == 80\n', '\n')
    expect(out).toContain('[web.Client] <h1>Hello, world!</h1>\n')
    const port = 'message.address.port == 80\n            && message.address.address'
    const denied = await runWith('it/security.psl', port, port.replace('80', '81'))
    expect(denied.out).toContain('[web.Client] port 80: the permissions do not allow it\n')
    expect(denied.out).not.toContain('Hello')
  })

  test('a policy of another path denies the file', async () => {
    const path = 'assert (message.path == "/www/index.html"'
    const { out } = await runWith('it/security.psl', path, path.replace('index', 'other'))
    expect(out).toContain('[web.Server] /www/index.html: the permissions do not allow it\n')
    expect(out).not.toContain('Hello')
  })

  test('a path that leads to the file by another name is the same path', async () => {
    const [from, to] = ["'/www/index.html'", "'/www/../www/./index.html'"]
    const { out } = await runWith('it/src/Server.ts', from, to)
    expect(out).toContain('<h1>Hello, world!</h1>\n')
    const other = await runWith('it/src/Server.ts', from, "'/www/../etc/passwd'")
    expect(other.out).toContain(
      '[web.Server] /www/../etc/passwd: the permissions do not allow it\n',
    )
  })

  test('a mount that cannot be made ends the process, and a line says why', async () => {
    const { out } = await runWith('it/init.yaml', 'ramfs /www ramfs 0', 'ext4 /www ext4 0')
    expect(out).toContain(
      '[kl.VfsRamFs] kl.VfsRamFs mounts nothing: ext4 /www ext4 0: there is no file system ext4\n',
    )
  })

  test('has pictures and data of its processes', async () => {
    const { code, out } = await folder.kos(['graph', 'it', '--mermaid'])
    expect([code, out.includes('kl.VfsRamFs')]).toEqual([0, true])
  })
})

test.each(['ts', 'js'])('the template posix passes its tests in %s', async (language) => {
  using folder = new Folder({})
  await folder.kos(['new', 'it', '--template', 'posix', `--${language}`])
  const { code, out } = await spawned(folder.path, ['test', 'it', '--json'])
  const { tests, programTests } = JSON.parse(out) as TestsAsData
  expect([code, programTests.map(({ state }) => state)]).toEqual([0, ['passed']])
  expect(tests.every(({ passed }) => passed)).toBe(true)
})

test('interface files of the folder import those of POSIX', async () => {
  using folder = new Folder({
    'demo/Archive.idl': `package demo.Archive
import kl.VfsFile
interface { Get(in string<64> name, out handle<kl.VfsFile> file); }
`,
  })
  const { code, err } = await folder.kos(['gen', 'demo', '--out', 'out'])
  expect([code, err]).toEqual([0, ''])
  expect(folder.files('out')).toContain('out/kl/VfsFile.idl.ts')
})

test('policies know the methods and fields of the processes behind POSIX', async () => {
  const policy = (port: string): string => `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL kl.VfsNet
use EDL kl.drivers.Block
request dst=kl.VfsNet endpoint=socket method=Connect { assert (message.address.${port} == 80) }
`
  using folder = new Folder({ 'good.psl': policy('port'), 'bad.psl': policy('prt') })
  expect((await folder.kos(['check', 'good.psl'])).err).not.toContain('error')
  const { code, err } = await folder.kos(['check', 'bad.psl'])
  expect([code, err]).toEqual([1, expect.stringContaining('prt')])
})

test('programs of a folder import all entries of @kos/posix', async () => {
  using folder = new Folder({})
  await folder.kos(['new', 'it', '--template', 'minimal'])
  folder.write(
    'it/src/Hello.ts',
    `import { posixMain } from '@kos/posix'
import { memoryDevice } from '@kos/posix/fat'
import { hostFileSystem } from '@kos/posix/node'

export default posixMain(async (_argc, _argv, p) => {
  await p.printf('%d %s\\n', memoryDevice(new Uint8Array(1024)).sectors, typeof hostFileSystem)
  return 0
})
`,
  )
  const { code, out } = await folder.kos(['run', 'it', '--virtual'])
  expect([code, out]).toEqual([0, expect.stringContaining('] 2 function\n')])
})
