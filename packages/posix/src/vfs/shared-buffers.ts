// Buffers that the VFS process shares with its clients, for the data of long reads and writes.
//
// The server makes the memory (MDL) and maps it once. So no client can revoke it under the server;
// what a client writes into it meanwhile is data of its own file, and nothing else. A buffer belongs
// to one process, whose id the kernel tells with each call: its number is no secret.

import {
  type Handle,
  type Implementation,
  type Kos,
  rcOk,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { EINVAL } from '../errno.ts'
import type { VfsBuffer } from '../generated/kl/VfsBuffer.idl.ts'
import { maxClientBuffers, vfsBufferBytes } from '../limits.ts'
import type { ServedObject, ServedObjects } from './served-objects.ts'
import type { ServiceThread } from './service-thread.ts'

const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

/** The memory of a buffer in this process. */
interface BufferMemory {
  readonly handle: Handle
  readonly address: number
  readonly bytes: Uint8Array
}

/** One buffer: the object whose handle the client has. */
export class SharedBuffer implements Implementation<typeof VfsBuffer>, ServedObject {
  readonly number: number
  /** The process that may use it. */
  readonly process: number
  readonly #buffers: SharedBuffers
  readonly #memory: BufferMemory
  #users = 0
  #isEnded = false

  constructor(buffers: SharedBuffers, number: number, process: number, memory: BufferMemory) {
    this.#buffers = buffers
    this.number = number
    this.process = process
    this.#memory = memory
  }

  /** The handle of its memory. */
  get memory(): Handle {
    return this.#memory.handle
  }

  /** Its bytes. They stay where they are while it is held. */
  get bytes(): Uint8Array {
    return this.#memory.bytes
  }

  /** Counts an operation that uses its bytes: the memory is not freed before `drop`. */
  hold(): void {
    this.#users++
  }

  /** Ends that. */
  drop({ kos }: ServiceThread): void {
    if (--this.#users === 0 && this.#isEnded) this.#free(kos)
  }

  GetSize(_request: unknown, caller: { readonly process: number }): { readonly result: number } {
    return { result: caller.process === this.process ? vfsBufferBytes : -EINVAL }
  }

  ended({ kos }: ServiceThread): void {
    this.#isEnded = true
    this.#buffers.forget(this)
    if (this.#users === 0) this.#free(kos)
  }

  #free(kos: Kos): void {
    kos.KnVmUnmap(this.#memory.address, vfsBufferBytes)
    kos.KnHandleClose(this.#memory.handle)
  }
}

/** The buffers of a VFS process. */
export class SharedBuffers {
  readonly objects: ServedObjects
  readonly #byNumber: Map<number, SharedBuffer> = new Map()
  readonly #countOf: Map<number, number> = new Map()
  #last = 0

  constructor(objects: ServedObjects) {
    this.objects = objects
  }

  /** How many there are. */
  get size(): number {
    return this.#byNumber.size
  }

  /** The buffer of a number, if it belongs to a process. */
  get(number: number, process: number): SharedBuffer | undefined {
    const buffer = this.#byNumber.get(number)
    return buffer?.process === process ? buffer : undefined
  }

  /** Makes one for a process; null if it has enough, or no memory or handle is left. */
  make(thread: ServiceThread, process: number): SharedBuffer | null {
    const count = this.#countOf.get(process) ?? 0
    if (count >= maxClientBuffers) return null
    const memory = newMemory(thread.kos)
    if (memory === null) return null
    if (!this.objects.admit()) {
      thread.kos.KnVmUnmap(memory.address, vfsBufferBytes)
      thread.kos.KnHandleClose(memory.handle)
      return null
    }
    const buffer = new SharedBuffer(this, ++this.#last, process, memory)
    this.#byNumber.set(buffer.number, buffer)
    this.#countOf.set(process, count + 1)
    return buffer
  }

  /** The handle of a buffer is gone. */
  forget({ number, process }: SharedBuffer): void {
    this.#byNumber.delete(number)
    const left = (this.#countOf.get(process) as number) - 1
    if (left === 0) this.#countOf.delete(process)
    else this.#countOf.set(process, left)
  }
}

/** Memory to share, in one run of frames, so that files are read right into it. */
function newMemory(kos: Kos): BufferMemory | null {
  const made = kos.KnPmmMdlCreate(vfsBufferBytes, readWrite)
  if (made.rc !== rcOk) return null
  const { handle } = made
  const mapped = kos.KnPmmMdlMap(handle, 0, vfsBufferBytes, 0, readWrite)
  if (mapped.rc === rcOk) {
    const bytes = kos.memory.view(mapped.addr, vfsBufferBytes, writeAccess)
    if (bytes !== undefined) return { handle, address: mapped.addr, bytes }
    kos.KnVmUnmap(mapped.addr, vfsBufferBytes)
  }
  kos.KnHandleClose(handle)
  return null
}

/** `Access.write` of kos.memory. */
const writeAccess = 2
