import * as host from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowAll, createFullKernel } from '@kos/kernel'
import {
  LocalFiles,
  MountTable,
  Namespace,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  type Posix,
  posixMain,
  strerror,
} from '@kos/posix'
import { hostFileSystem } from '@kos/posix/node'

// On the host: a folder to work in, one to read from, and one that is nobody's business.
const base = host.mkdtempSync(join(tmpdir(), 'kos-example-'))
for (const name of ['work', 'data', 'private']) host.mkdirSync(join(base, name))
host.writeFileSync(join(base, 'data', 'table'), 'one two three')
host.writeFileSync(join(base, 'private', 'key'), 'secret')
host.symlinkSync(join(base, 'private'), join(base, 'work', 'shortcut'))

// The files of one process: the work folder, with the data in it, only to read.
const work = hostFileSystem(join(base, 'work'))
const data = hostFileSystem(join(base, 'data'), { readOnly: true })
const mounts = new MountTable(work)
const files = new Namespace(mounts)
files.entries.mkdir(null, '/data', 0o755)
const place = files.lookup(null, '/data')
if (typeof place !== 'number') mounts.mount(place, data)

async function count(posix: Posix, path: string): Promise<string> {
  const file = await posix.open(path, O_RDONLY)
  if (file < 0) return `${path}: ${strerror(posix.errno)}`
  const bytes = await posix.read(file, new Uint8Array(100))
  await posix.close(file)
  return `${path}: ${bytes} bytes`
}

const Counter = posixMain(
  async (_argc, _argv, posix) => {
    for (const path of ['/data/table', '/shortcut/key', '/../private/key'])
      await posix.printf('%s\n', await count(posix, path))
    if ((await posix.open('/data/new', O_CREAT | O_RDWR, 0o644)) < 0)
      await posix.printf('/data/new: %s\n', strerror(posix.errno))
    const result = await posix.open('/result', O_CREAT | O_EXCL | O_RDWR, 0o644)
    await posix.write(result, Uint8Array.of(51, 10))
    return posix.close(result)
  },
  { files: new LocalFiles(files) },
)

const kernel = createFullKernel({
  security: allowAll(),
  output: ({ text }) => console.log(text),
})
const exit = await kernel.run({ until: kernel.spawn(Counter, { name: 'Counter' }) })
console.log('exit code:', 'code' in exit ? exit.code : 'none')
console.log('on the host:', host.readdirSync(join(base, 'work')).join(' '))

await kernel[Symbol.asyncDispose]()
for (const each of [work, data]) each[Symbol.dispose]()
host.rmSync(base, { recursive: true })
