// A VFS process that answers what none may: its client gets errors, neither throws nor reads or
// writes outside of what it passed, and takes no such number or name for true.

import {
  type Kos,
  nk_handle_desc,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  program,
  type Program,
  serve,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { errnoName, VfsFile, VfsSession, dirent, O_RDWR, type Posix, Stat } from '@kos/posix'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { endpointInfo, endpoints } from '../../src/generated/kl/VfsEntity.edl.ts'
import { PosixWorld } from '../posix-world.ts'
import { clientEnv, vfsName } from '../vfs-world.ts'

/** What the server answers to everything but the opening of files. */
interface Lies {
  readonly result: number
  readonly size: number
  readonly name: string
  readonly data: Uint8Array
  readonly number: bigint
}

function answersOf({ result, size, name, data, number }: Lies): object {
  const time = { seconds: -(2n ** 63n), nanoseconds: size }
  const ids = { uid: size, gid: size }
  const numbers = { ino: number, size: number, blocks: number, dev: size, mode: size, nlink: size }
  const stat = { ...numbers, ...ids, blksize: size, atime: time, mtime: time, ctime: time }
  const found = { foundType: size, foundStart: -1n, foundLength: -1n, foundPid: size }
  const texts = { name, path: name, target: name }
  const rest = { type: size, flags: size, number: size, size, position: number, ino: number, data }
  return { result, ...texts, ...rest, ...found, stat }
}

/** An object of an interface all of whose methods answer the same. */
function objectOf(methods: readonly string[], answers: object, more: object): object {
  const answering = methods.map((name) => [name, () => answers] as const)
  return { ...Object.fromEntries(answering), ...more }
}

function namesOf(type: object): string[] {
  return Object.keys(type).filter((name) => /^[A-Z]/.test(name))
}

function liar(lies: Lies): Program<Kos> {
  return program({ endpoints, endpointInfo }, async (kos) => {
    const answers = answersOf(lies)
    // One page, whatever size is said.
    const access = VMM_FLAG_READ | VMM_FLAG_WRITE
    const page = unwrap(kos.KnPmmMdlCreate(4096, access)).handle
    const memory = nk_handle_desc(page, OCAP_MDL_READ | OCAP_MDL_WRITE)
    const buffer = objectOf(['GetSize'], answers, {})
    const shared = { ...answers, memory, buffer, result: 0 }
    const file = objectOf(namesOf(VfsFile), answers, { Attach: () => shared })
    const opened = { ...answers, result: 0, file }
    const session = objectOf(namesOf(VfsSession), answers, { Open: () => opened })
    const greeting = { result: 0, isPlain: 0, uid: 1, gid: 1, groups: [], session }
    await serve(kos, kos.ServiceLocatorRegister('VFS1'), {
      'vfs.fs': { OpenSession: () => greeting },
      'vfs.session': null,
      'vfs.file': null,
      'vfs.buffer': null,
    } as never)
    return 0
  })
}

async function session(posix: Posix): Promise<void> {
  const answers: number[] = []
  const note = async (answer: Promise<number>, most: number): Promise<void> => {
    const value = await answer
    expect(Number.isSafeInteger(value) && value >= -1 && value <= most).toBe(true)
    if (value < 0) expect(errnoName(posix.errno)).toBeDefined()
    answers.push(value)
  }
  const fd = await posix.open('/file', O_RDWR)
  expect(fd).toBeGreaterThanOrEqual(0)
  for (const length of [0, 1, 10, 4095, 5000, 200_000]) {
    const whole = new Uint8Array(length + 16).fill(7)
    const into = whole.subarray(0, length)
    await note(posix.read(fd, into, length), length)
    await note(posix.pread(fd, into, length, 5), length)
    await note(posix.write(fd, into, length), length)
    await note(posix.pwrite(fd, into, length, 5), length)
    // Not a byte behind the buffer.
    expect(whole.subarray(length).every((byte) => byte === 7)).toBe(true)
    await note(posix.read(fd, whole, length), length)
    expect(whole.subarray(length).every((byte) => byte === 7)).toBe(true)
  }
  const zero = [
    posix.fstat(fd, new Stat()),
    posix.stat('/x', new Stat()),
    posix.ftruncate(fd, 1),
    posix.fsync(fd),
    posix.mkdir('/x', 1),
    posix.rename('/x', '/y'),
    posix.chdir('/x'),
    posix.access('/x', 0),
    posix.setuid(7),
  ]
  for (const each of zero) await note(each, 0)
  await note(posix.lseek(fd, 1, 0), Number.MAX_SAFE_INTEGER)
  await note(posix.umask(0), 0o777)
  const text = new Uint8Array(8)
  await note(posix.readlink('/x', text, 8), 8)
  await posix.getcwd()
  const dirp = await posix.fdopendir(fd)
  if (dirp !== null) {
    const entry: dirent | null = await posix.readdir(dirp)
    expect(entry?.d_name ?? 'none').toMatch(/^[^/\0]+$/)
  }
  await note(posix.close(fd), 0)
}

const lies = fc.record({
  result: fc.constantFrom(0, 1, 2, 10, 4096, 2 ** 31 - 1, -1, -2, -9999, -(2 ** 31)),
  size: fc.constantFrom(0, 1, 4095, 65_536, 2 ** 31, 2 ** 32 - 1, 0o040_755),
  name: fc.constantFrom('', 'a', '/', '../x', 'x'.repeat(4095)),
  data: fc.constantFrom(0, 1, 10, 4096).map((length) => new Uint8Array(length).fill(9)),
  number: fc.constantFrom(0n, 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n),
})

test('whatever a VFS process answers, its client gets numbers that can be', async () => {
  await fc.assert(
    fc.asyncProperty(lies, async (all) => {
      await using world = new PosixWorld()
      world.start(liar(all), vfsName)
      world.kernel.spawn(null, {
        name: 'Client',
        connections: { VFS1: vfsName },
        env: clientEnv,
      })
      await world.act('Client', (posix) => session(posix))
    }),
    { seed: 5, numRuns: 40 },
  )
})
