import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import {
  isBelow,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_RDONLY,
  posixMain,
  strerror,
  VfsFile,
  VfsFilesystem,
  vfsProcess,
  VfsSession,
} from '@kos/posix'

// The VFS process: a tree in memory, which the reader sees as user 1001.
const mounts = new MountTable(new MemoryFileSystem({ clock: { read: () => {} } }))
const root = new Namespace(mounts)
for (const folder of ['/data', '/secret']) {
  root.entries.mkdir(null, folder, 0o755)
  root.entries.mknod(null, `${folder}/file`, 0o644)
  root.truncate(null, `${folder}/file`, 100)
}
const Vfs = vfsProcess({
  mounts: () => mounts,
  clients: { Reader: { uid: 1001, plainPaths: true } },
})

const Reader = posixMain(async (_argc, _argv, p) => {
  for (const path of ['/data/file', 'data/./file', '/secret/file', '/data/../secret/file']) {
    const fd = await p.open(path, O_RDONLY)
    if (fd < 0) console.log(`${path}: ${strerror(p.errno)}`)
    else console.log(`${path}: ${await p.read(fd, new Uint8Array(1000))} bytes`)
  }
  return 0
})

// The policy: which class opens which profile, and what the reader may open.
const vfs = 'kl.VfsEntity'
const kernel = boot(
  {
    programs: { [vfs]: Vfs, Reader },
    connections: { Reader: { [vfs]: vfs } },
    env: { Reader: { _VFS_FILESYSTEM_BACKEND: `client:${vfs}` } },
    policy: [
      execute(),
      request(any, core),
      request('Reader', vfs, VfsFilesystem.OpenSession, ({ message }) => {
        return message.profile === 'Reader'
      }),
      request('Reader', vfs, VfsSession.Open, ({ message }) => isBelow(message.path, '/data')),
      request(any, vfs, VfsFile),
      response(vfs, any),
    ],
  },
  { clock: new VirtualClock() },
)
await kernel.run({ until: kernel.task('Reader') })
