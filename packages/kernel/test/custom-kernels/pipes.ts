import { KernelObject, OCAP_HANDLE_COPY, OCAP_HANDLE_SPEC } from '@kos/handles'
import { defineService, type KernelCore, type Needed, type Service } from '@kos/kernel'
import type { Task, TaskThread } from '@kos/kernel'
import { rcInvalidArgument, rcOk } from '@kos/libkos'
import { type ContractOf, defineContract } from '@kos/libkos/abi'
import { type Thread, WaitKind, WaitQueue } from '@kos/thread'

// 1. The contract: system calls as data.
const specs = {
  Open: { params: [['name', 'str']], results: { pipe: 0 } },
  Write: {
    params: [
      ['pipe', 'handle'],
      ['bytes', 'in'],
    ],
    results: { count: 0 },
  },
  Read: {
    params: [
      ['pipe', 'handle'],
      ['bytes', 'out'],
      ['timeout', 'u32'],
    ],
    results: { count: 0 },
    blocks: true,
  },
} as const
export const pipeContract: ContractOf<typeof specs> = defineContract(
  'pipes',
  'demo.Pipe',
  1024,
  specs,
)
const { Open, Write, Read } = pipeContract.calls
const { count } = Read.results

// 2. The library: what the service adds to `kos`.
export interface PipeApi {
  /** The handle of the pipe of that name; 0 if there is none. */
  readonly pipeOpen: (name: string) => number
  /** Writes as many of these bytes as fit: how many. */
  readonly pipeWrite: (pipe: number, bytes: Uint8Array) => number
  /** Waits for bytes, at most `timeout` milliseconds; null if none came. */
  readonly pipeRead: (pipe: number, timeout: number) => Promise<Uint8Array | null>
}

// 3. The kernel half.
const handleTypePipe = 0x8000
const mayWrite = OCAP_HANDLE_SPEC(1)
const mayRead = OCAP_HANDLE_SPEC(2)
const pipeSize = 512

/** A pipe lives as long as there is a handle of it. */
class Pipe {
  readonly name: string
  readonly readers: WaitQueue = new WaitQueue()
  readonly #bytes: number[] = []
  readonly #onEnd: () => void

  constructor(name: string, onEnd: () => void) {
    this.name = name
    this.#onEnd = onEnd
  }

  onZeroHandles(): void {
    this.#onEnd()
  }

  put(bytes: Uint8Array): number {
    const fitting = bytes.subarray(0, pipeSize - this.#bytes.length)
    this.#bytes.push(...fitting)
    return fitting.length
  }

  take(into: Uint8Array): number {
    const taken = this.#bytes.splice(0, into.length)
    into.set(taken)
    return taken.length
  }
}

/** What this service provides to others. */
export interface PipesProvides {
  /** Writes to the pipe of that name, if there is one: how many bytes. */
  write(name: string, bytes: Uint8Array): number
}

export function pipes(): Service<'pipes', PipeApi, Needed<'handles'>, PipesProvides> {
  return defineService({
    name: 'pipes',
    needs: ['handles'],
    contract: pipeContract,
    library: {
      pipeOpen: (sys) => {
        const open = sys.call(Open)
        return (name: string) => (open(name) === rcOk ? (sys.registers[Open.results.pipe] ?? 0) : 0)
      },
      pipeWrite: (sys) => {
        const write = sys.call(Write)
        return (pipe: number, bytes: Uint8Array) =>
          write(pipe, bytes) === rcOk ? (sys.registers[count] ?? 0) : 0
      },
      pipeRead: (sys) => {
        const read = sys.call(Read)
        return async (pipe: number, timeout: number) => {
          const bytes = new Uint8Array(pipeSize)
          const rc = await sys.wait(read(pipe, bytes, timeout))
          return rc === rcOk ? bytes.slice(0, sys.registers[count]) : null
        }
      },
    },
    start(kernel) {
      const objects = new Map<string, KernelObject<Pipe>>()
      // What a thread reads into, while it waits.
      const readInto = kernel.local((): { bytes: Uint8Array } => ({ bytes: new Uint8Array(0) }))
      const provides: PipesProvides = {
        write(name, bytes) {
          const pipe = objects.get(name)?.value
          return pipe === undefined ? 0 : writeTo(pipe, bytes)
        },
      }
      const writeTo = (pipe: Pipe, bytes: Uint8Array): number => {
        const written = pipe.put(bytes)
        for (let reader = pipe.readers.first; reader !== null; reader = pipe.readers.first) {
          const thread = (reader as Thread).owner as TaskThread
          const taken = pipe.take(readInto(thread).bytes)
          if (taken === 0) break
          thread.registers[count] = taken
          pipe.readers.wakeOne(rcOk)
        }
        return written
      }
      return {
        provides,
        handlers: {
          Open({ task, registers }, name) {
            const found =
              objects.get(name) ??
              new KernelObject(handleTypePipe, null, 0, new Pipe(name, () => objects.delete(name)))
            const handle = task.space.create(found, mayRead | mayWrite | OCAP_HANDLE_COPY)
            if (handle <= 0) return handle
            objects.set(name, found)
            registers[Open.results.pipe] = handle
            return rcOk
          },
          Write({ task, registers }, handle, bytes) {
            const pipe = pipeOf(kernel, task, handle, mayWrite)
            if (typeof pipe === 'number') return pipe
            registers[count] = writeTo(pipe, bytes)
            return rcOk
          },
          Read(caller, handle, bytes, timeout) {
            const pipe = pipeOf(kernel, caller.task, handle, mayRead)
            if (typeof pipe === 'number') return pipe
            const taken = pipe.take(bytes)
            caller.registers[count] = taken
            if (taken > 0) return rcOk
            readInto(caller).bytes = bytes
            return pipe.readers.park(caller.thread, timeout, WaitKind.other, pipe)
          },
        },
        counts: () => ({ pipes: objects.size }),
      }
    },
  })
}

/** The pipe that a handle of a process leads to, or the code that says why there is none. */
function pipeOf(kernel: KernelCore, task: Task, handle: number, rights: number): Pipe | number {
  const value = kernel.valueOf(task, handle, rights)
  if (value instanceof Pipe) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}
