// Open files of a VFS process that go to other processes: what comes along, what does not, and that
// it can be taken back.

import {
  connect,
  defineInterface,
  handle,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  own,
  program,
  serve,
  string,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import {
  adoptFile,
  EBADF,
  EINVAL,
  EOPNOTSUPP,
  errnoName,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  type Posix,
  posix,
  SEEK_SET,
  shareFile,
} from '@kos/posix'
import { expect, test } from 'vitest'
import { clientEnv, VfsWorld } from './vfs-world.ts'

/** What the receiver does with a file: `what` is a list of steps, and the answer what came of them. */
const Inbox = defineInterface('test.Inbox', {
  Take: { in: { file: handle }, out: {} },
  Try: { in: { what: string(32) }, out: { answer: string(128) } },
})

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A process without any files of its own, but those that it is given. */
const Receiver = program({ endpoints: { inbox: Inbox } }, async (kos) => {
  const functions = posix(kos)
  let fd = -1
  const failed = (): string => String(errnoName(functions.errno))
  await serve(kos, 'inbox', {
    inbox: {
      async Take({ file }) {
        fd = await adoptFile(functions, own(kos, file).handle)
        return {}
      },
      async Try({ what }) {
        if (fd < 0) return { answer: 'no file' }
        const bytes = new Uint8Array(5000)
        if (what === 'read') {
          const count = await functions.read(fd, bytes)
          if (count < 0) return { answer: failed() }
          return { answer: new TextDecoder().decode(bytes.subarray(0, Math.min(count, 100))) }
        }
        if (what === 'write')
          return { answer: (await functions.write(fd, encode('XY'))) < 0 ? failed() : 'ok' }
        if (what === 'truncate')
          return { answer: (await functions.ftruncate(fd, 0)) < 0 ? failed() : 'ok' }
        if (what === 'chmod')
          return { answer: (await functions.fchmod(fd, 0o777)) < 0 ? failed() : 'ok' }
        if (what === 'base') {
          const opened = await functions.openat(fd, 'file', O_RDONLY)
          return { answer: opened < 0 ? failed() : 'ok' }
        }
        if (what === 'close') return { answer: (await functions.close(fd)) < 0 ? failed() : 'ok' }
        return { answer: '?' }
      },
    },
  })
})

class TransferWorld extends VfsWorld {
  constructor() {
    super()
    this.start(Receiver, 'Receiver')
    const connections = { VFS1: 'kl.VfsEntity', inbox: 'Receiver' }
    this.kernel.spawn(null, { name: 'Sender', connections, env: clientEnv })
  }
}

const rights = OCAP_HANDLE_COPY | OCAP_HANDLE_TRANSFER | OCAP_IPC_CALL

async function withFile(
  kos: Kos,
  functions: Posix,
  use: (
    fd: number,
    inbox: { give(file: Handle): Promise<void>; ask(what: string): Promise<string> },
  ) => Promise<void>,
): Promise<void> {
  const inbox = connect(kos, Inbox, 'inbox', 'inbox')
  const fd = await functions.open('/file', O_CREAT | O_RDWR, 0o600)
  expect(await functions.write(fd, encode('some text'))).toBe(9)
  expect(await functions.lseek(fd, 5, SEEK_SET)).toBe(5)
  await use(fd, {
    give: async (file) => void unwrap(await inbox.Take({ file })),
    ask: async (what) => unwrap(await inbox.Try({ what })).answer,
  })
  await functions.close(fd)
}

test('an open file goes to another process with its offset, without any path', async () => {
  await using world = new TransferWorld()
  await world.act('Sender', (functions, kos) =>
    withFile(kos, functions, async (fd, { give, ask }) => {
      const shared = (await shareFile(functions, fd)) as Handle
      expect(shared).toBeGreaterThan(0)
      await give(shared)
      kos.KnHandleClose(shared)
      expect(await ask('read')).toBe('text')
      expect(await functions.lseek(fd, 0, 1)).toBe(9)
      expect(await ask('write')).toBe('ok')
      expect(await functions.lseek(fd, 0, 1)).toBe(11)
      expect(await ask('base')).toMatch(/ENOTDIR|EBADF/)
      expect(await ask('close')).toBe('ok')
      expect(await functions.lseek(fd, 0, SEEK_SET)).toBe(0)
      const bytes = new Uint8Array(20)
      expect(await functions.read(fd, bytes)).toBe(11)
    }),
  )
})

test('read-only, the other process changes nothing', async () => {
  await using world = new TransferWorld()
  await world.act('Sender', (functions, kos) =>
    withFile(kos, functions, async (fd, { give, ask }) => {
      const shared = (await shareFile(functions, fd, { isReadOnly: true })) as Handle
      await give(shared)
      expect(await ask('read')).toBe('text')
      expect(await ask('write')).toBe('EBADF')
      expect(await ask('truncate')).toBe('EINVAL')
      expect(await ask('chmod')).toBe('EBADF')
      expect(await functions.write(fd, encode('!'))).toBe(1)
    }),
  )
})

test('a directory goes without the way to what is in it', async () => {
  await using world = new TransferWorld()
  await world.act('Sender', async (functions, kos) => {
    const fd = await functions.open('/', O_RDONLY)
    const inbox = connect(kos, Inbox, 'inbox', 'inbox')
    const shared = (await shareFile(functions, fd)) as Handle
    unwrap(await inbox.Take({ file: shared }))
    expect(unwrap(await inbox.Try({ what: 'base' })).answer).toMatch(/ENOTDIR|EBADF|EACCES/)
  })
})

test('the sender takes the file back', async () => {
  await using world = new TransferWorld()
  await world.act('Sender', (functions, kos) =>
    withFile(kos, functions, async (fd, { give, ask }) => {
      const shared = (await shareFile(functions, fd)) as Handle
      const lent = unwrap(kos.KnHandleCopy(shared, rights, INVALID_HANDLE)).handle
      await give(lent)
      expect(await ask('read')).toBe('text')
      expect(kos.KnHandleRevoke(lent)).toBe(0)
      expect(await ask('read')).toBe('EBADF')
      expect(await ask('write')).toBe('EBADF')
      expect(await functions.write(fd, encode('!'))).toBe(1)
    }),
  )
})

test('the file lives in the other process when its opener is dead, and ends with that', async () => {
  await using world = new TransferWorld()
  await world.act('Sender', (functions, kos) =>
    withFile(kos, functions, async (fd, { give }) => {
      await give((await shareFile(functions, fd)) as Handle)
    }),
  )
  world.kernel.kill('Sender', 'by the test')
  await world.kernel.advance(1)
  expect(world.mounts.root.users).toBe(3)
  world.kernel.spawn(null, { name: 'Asker', connections: { inbox: 'Receiver' } })
  await world.act('Asker', async (_functions, kos) => {
    const inbox = connect(kos, Inbox, 'inbox', 'inbox')
    expect(unwrap(await inbox.Try({ what: 'read' })).answer).toBe('text')
  })
  world.kernel.kill('Receiver', 'by the test')
  await world.kernel.advance(1)
  expect(world.mounts.root.users).toBe(2)
})

test('what is no file is refused', async () => {
  await using world = new VfsWorld()
  world.client('Client')
  world.client('Local', {})
  await world.act('Client', async (functions, kos) => {
    expect(await shareFile(functions, 99)).toBe(-1)
    expect(functions.errno).toBe(EBADF)
    for (const none of [0, 99_999, NaN, -1, 2 ** 53, 'x' as never]) {
      expect(await adoptFile(functions, none)).toBe(-1)
      expect([EBADF, EINVAL]).toContain(functions.errno)
    }
    const buffer = unwrap(kos.KnPmmMdlCreate(4096, VMM_FLAG_READ | VMM_FLAG_WRITE)).handle
    expect(await adoptFile(functions, buffer)).toBe(-1)
    expect(functions.errno).toBe(EBADF)
    await expect(async () => adoptFile({}, 1)).rejects.toThrow(TypeError)
  })
  await world.act('Local', async (functions) => {
    const fd = await functions.open('/tmp/x', O_CREAT | O_RDWR, 0o600)
    expect(await shareFile(functions, fd)).toBe(-1)
    expect(functions.errno).toBe(EOPNOTSUPP)
  })
})
