// Without a free descriptor nothing is made, cut or lost: EMFILE.

import {
  AF_UNIX,
  LocalNetwork,
  O_CREAT,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  OPEN_MAX,
  Out,
  type Posix,
  SOCK_STREAM,
  sockaddr_un,
  Stat,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { inProcess } from '../posix-world.ts'

async function fill(posix: Posix): Promise<number> {
  let last = -1
  for (let fd = 0; fd >= 0; fd = await posix.open('/tmp', O_RDONLY)) last = fd
  posix.errno = 0
  expect(last).toBe(OPEN_MAX - 1)
  return last
}

test('open, fopen and mkstemp neither make nor cut a file', async () => {
  await inProcess(async (posix) => {
    const fd = await posix.open('/tmp/old', O_WRONLY | O_CREAT, 0o600)
    await posix.write(fd, new Uint8Array(5))
    await posix.close(fd)
    const last = await fill(posix)
    const cut = posix.open('/tmp/old', O_WRONLY | O_TRUNC)
    expect(await failure(posix, cut)).toBe('EMFILE')
    expect(await failure(posix, posix.creat('/tmp/new', 0o600))).toBe('EMFILE')
    expect(await failure(posix, posix.fopen('/tmp/old', 'w'))).toBe('EMFILE')
    expect(await failure(posix, posix.fopen('/tmp/new', 'a'))).toBe('EMFILE')
    const template = new Out('/tmp/x-XXXXXX')
    expect(await failure(posix, posix.mkstemp(template))).toBe('EMFILE')
    expect(template.value).toBe('/tmp/x-XXXXXX')
    expect(await failure(posix, posix.tmpfile())).toBe('EMFILE')
    await posix.close(last)
    const names: string[] = []
    const dirp = await posix.opendir('/tmp')
    if (dirp === null) throw new Error('not opened')
    for (let entry = await posix.readdir(dirp); entry !== null; entry = await posix.readdir(dirp))
      names.push(entry.d_name)
    expect(names.sort()).toEqual(['.', '..', 'old'])
    const stat = new Stat()
    await posix.stat('/tmp/old', stat)
    expect(stat.st_size).toBe(5)
  })
})

test('accept leaves the connection in the backlog', async () => {
  await inProcess(
    async (posix) => {
      const listener = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
      expect(await posix.bind(listener, new sockaddr_un('/tmp/s'))).toBe(0)
      expect(await posix.listen(listener, 1)).toBe(0)
      const client = await posix.socket(AF_UNIX, SOCK_STREAM, 0)
      expect(await posix.connect(client, new sockaddr_un('/tmp/s'))).toBe(0)
      const last = await fill(posix)
      expect(await failure(posix, posix.accept(listener))).toBe('EMFILE')
      await posix.close(last)
      expect(await posix.accept(listener)).toBe(last)
      expect(await posix.send(client, new Uint8Array(3), 3, 0)).toBe(3)
      expect(await posix.recv(last, new Uint8Array(9), 9, 0)).toBe(3)
    },
    { network: new LocalNetwork() },
  )
})
