// A policy in PSL that judges the files of a VFS process: which class opens which profile, and
// what it opens. Its own tests in PAL run too.

import { boot, type DeniedEvent, VirtualClock } from '@kos/kernel'
import { program } from '@kos/libkos'
import {
  errnoName,
  MemoryFileSystem,
  MountTable,
  Namespace,
  O_RDONLY,
  O_RDWR,
  posix,
  type Posix,
  RemoteFiles,
  vfsProcess,
} from '@kos/posix'
import { systemFiles } from '@kos/posix/resources'
import { formatTests, runTests } from '@kos/security/pal'
import { loadPolicy } from '@kos/security/psl'
import { expect, test } from 'vitest'

const files: Readonly<Record<string, string>> = {
  'security.psl': `execute: kl.core.Execute
use nk.base._ use nk.basic._ use nk.regex._
use EDL Einit use EDL kl.core.Core use EDL kl.VfsEntity use EDL demo.Reader

execute { grant () }
request dst=kl.core.Core { grant () }
request src=demo.Reader dst=kl.VfsEntity {
  match endpoint=vfs.fs method=OpenSession { assert (message.profile == "demo.Reader") }
  match endpoint=vfs.session {
    match method=Open {
      assert (message.base == 0 && message.flags == 0)
      assert (re.match {text : message.path, pattern : "/data(/.*)?"})
    }
    match method=ChangeDir { grant () }
  }
  match endpoint=vfs.file { grant () }
}
response src=kl.VfsEntity dst=demo.Reader { grant () }
error src=kl.VfsEntity dst=demo.Reader { grant () }

assert "what the reader opens" {
  setup { reader <- execute dst=demo.Reader }
  sequence "profiles" {
    reader ~> kl.VfsEntity : vfs.fs.OpenSession { profile : "demo.Reader" }
    deny "of others" reader ~> kl.VfsEntity : vfs.fs.OpenSession { profile : "admin" }
  }
  sequence "paths" {
    reader ~> kl.VfsEntity : vfs.session.Open { path : "/data/file" }
    deny "beside" reader ~> kl.VfsEntity : vfs.session.Open { path : "/database" }
    deny "to write" reader ~> kl.VfsEntity : vfs.session.Open { path : "/data/file", flags : 2 }
    deny "from a base" reader ~> kl.VfsEntity : vfs.session.Open { path : "/data/file", base : 1 }
  }
}
`,
  'demo/Reader.edl': 'entity demo.Reader',
}

const loaded = loadPolicy('security.psl', {
  read: (path) => files[path] ?? null,
  system: systemFiles,
})

test('the policy has no errors, and its own tests pass', () => {
  expect(loaded.diagnostics).toEqual([])
  expect(formatTests(runTests(loaded))).toContain('\n2 tests passed')
})

/** What opening a path with a profile comes to: `opened`, or the name of the error. */
async function outcome(functions: Posix, path: string, flags: number = O_RDONLY): Promise<string> {
  const fd = await functions.open(path, flags)
  if (fd < 0) return String(errnoName(functions.errno))
  await functions.close(fd)
  return 'opened'
}

test('profiles and paths are judged by PSL, and nothing leads around it', async () => {
  const seen: Record<string, string> = {}
  const denials: string[] = []
  const Reader = program(async (kos) => {
    const thread = { kos, wait: () => Promise.resolve(0) }
    const other = await new RemoteFiles('files', 'admin').open(thread, null, '/data/file', 0, 0)
    seen['as admin'] = typeof other === 'number' ? String(errnoName(-other)) : 'opened'
    const functions = posix(kos)
    for (const path of [
      '/data/file',
      '/data/./sub/../file',
      'data/file',
      '/secret/file',
      '/data/../secret/file',
      'data/../secret/file',
      '/database',
      '/data/link',
      '/data/linked/file',
    ])
      seen[path] = await outcome(functions, path)
    seen['to write'] = await outcome(functions, '/data/file', O_RDWR)
    seen['/data is entered'] = String(await functions.chdir('/data'))
    for (const path of ['file', '../secret/file']) seen[path] = await outcome(functions, path)
    const fd = await functions.open('/data/sub', O_RDONLY)
    seen['from a directory'] = String(await functions.openat(fd, '../../secret/file', O_RDONLY))
    return 0
  })
  const Vfs = vfsProcess({
    channels: ['files'],
    clients: { 'demo.Reader': { plainPaths: true }, admin: {} },
    mounts(_kos, clock) {
      const mounts = new MountTable(new MemoryFileSystem({ clock }))
      const { entries } = new Namespace(mounts)
      for (const path of ['/data', '/data/sub', '/secret']) entries.mkdir(null, path, 0o755)
      for (const path of ['/data/file', '/secret/file', '/database'])
        entries.mknod(null, path, 0o644)
      entries.symlink('/secret/file', null, '/data/link')
      entries.symlink('/secret', null, '/data/linked')
      return mounts
    },
  })
  const solution = {
    programs: { 'kl.VfsEntity': Vfs, 'demo.Reader': Reader },
    connections: { 'demo.Reader': { files: 'kl.VfsEntity' } },
    env: { 'demo.Reader': { _VFS_FILESYSTEM_BACKEND: 'client:files' } },
    policy: loaded.policy,
  }
  const onDenied = ({ denied: { rule } }: DeniedEvent): void => {
    denials.push(String(rule?.text))
  }
  await using kernel = boot(solution, { clock: new VirtualClock(), onDenied })
  await kernel.run({ until: kernel.task('demo.Reader') })
  expect(seen).toEqual({
    'as admin': 'EACCES',
    '/data/file': 'opened',
    '/data/./sub/../file': 'opened',
    'data/file': 'opened',
    '/secret/file': 'EACCES',
    '/data/../secret/file': 'EACCES',
    'data/../secret/file': 'EACCES',
    '/database': 'EACCES',
    // What a link leads to is in no path, so none is followed.
    '/data/link': 'ELOOP',
    '/data/linked/file': 'ELOOP',
    'to write': 'EACCES',
    '/data is entered': '0',
    file: 'opened',
    '../secret/file': 'EACCES',
    'from a directory': '-1',
  })
  expect(denials).toContain('assert (message.profile == "demo.Reader")')
  expect(denials).toContain('assert (re.match {text : message.path, pattern : "/data(/.*)?"})')
  expect(denials).toContain('assert (message.base == 0 && message.flags == 0)')
})
