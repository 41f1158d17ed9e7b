// A device for tests of streams: it gives the input it was given, piece by piece, and notes every
// write. And what tests of streams share.

import { EIO, O_RDWR, type Posix, S_IFIFO } from '@kos/posix'
import { WaitQueue } from '@kos/thread'
import { S_IFCHR } from '../../src/fs/file-mode.ts'
import type { FileDescription } from '../../src/io/file-description.ts'
import type { Answer, IoThread } from '../../src/io/io-thread.ts'
import { PosixFunctions } from '../../src/runtime/family.ts'
import type { PosixThread } from '../../src/runtime/posix-thread.ts'
import { fromBytes, toBytes } from '../../src/text/byte-string.ts'

/** A terminal, or something else without offsets. */
export class Device implements FileDescription {
  readonly type: number
  flags = O_RDWR
  readonly readiness = null
  readonly file = null
  /** What was written, by writes. */
  readonly writes: string[] = []
  /** Pieces of input; after the last one is the end. */
  readonly pieces: string[] = []
  /** What happened, in order. */
  readonly events: string[] = []
  /** Error numbers that the next writes and reads answer. */
  readonly failures: number[] = []
  /** Most bytes that one write takes. */
  most = Number.POSITIVE_INFINITY
  /** If set, writes wait here until somebody wakes them. */
  gate: WaitQueue | null = null
  isClosed = false

  constructor(type: number = S_IFCHR) {
    this.type = type
  }

  setFlags(flags: number): number {
    this.flags = flags
    return 0
  }

  async write(thread: IoThread, from: Uint8Array, at: number, length: number): Promise<number> {
    if (this.gate !== null) await thread.wait(this.gate)
    const failure = this.failures.shift()
    if (failure !== undefined) return -failure
    const count = Math.min(length, this.most)
    const text = fromBytes(from, at, at + count)
    this.writes.push(text)
    this.events.push(`write ${text}`)
    return count
  }

  read(_thread: IoThread, into: Uint8Array, at: number, length: number): Answer {
    this.events.push('read')
    const failure = this.failures.shift()
    if (failure !== undefined) return -failure
    const bytes = toBytes(this.pieces.shift() ?? '')
    const count = Math.min(length, bytes.length)
    into.set(bytes.subarray(0, count), at)
    if (count < bytes.length) this.pieces.unshift(fromBytes(bytes, count))
    return count
  }

  stat(): number {
    return -EIO
  }

  close(): number {
    this.isClosed = true
    return 0
  }
}

/** A device that is no terminal. */
export function newPipe(...pieces: readonly string[]): Device {
  const device = new Device(S_IFIFO)
  device.pieces.push(...pieces)
  return device
}

/** A terminal that gives these pieces. */
export function newTerminal(...pieces: readonly string[]): Device {
  const device = new Device()
  device.pieces.push(...pieces)
  return device
}

/** The thread behind functions. */
export function threadOf(posix: Posix): PosixThread {
  return PosixFunctions.threadOf(posix) as PosixThread
}

/** Puts devices at the descriptors from 0 on, in place of the terminal of the process. */
export async function plugStandard(
  posix: Posix,
  ...devices: readonly FileDescription[]
): Promise<void> {
  for (const fd of devices.keys()) await posix.close(fd)
  plug(posix, ...devices)
}

/** Opens devices at the lowest free descriptors. */
export function plug(posix: Posix, ...devices: readonly FileDescription[]): number[] {
  const { descriptors } = threadOf(posix).process
  return devices.map((device) => descriptors.add(device))
}

/** The bytes of a text. */
export function bytes(text: string): Uint8Array {
  return toBytes(text)
}

/** Makes a file with this content. */
export async function writeFile(posix: Posix, path: string, text: string): Promise<void> {
  const stream = await posix.fopen(path, 'w')
  if (stream === null) throw new Error(`no ${path}`)
  await posix.fputs(text, stream)
  await posix.fclose(stream)
}

/** The content of a file, past all streams. */
export async function readFile(posix: Posix, path: string): Promise<string> {
  const fd = await posix.open(path, 0)
  const into = new Uint8Array(1 << 17)
  const count = await posix.read(fd, into)
  await posix.close(fd)
  return fromBytes(into, 0, count)
}
