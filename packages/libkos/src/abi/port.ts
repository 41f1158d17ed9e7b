// The seam between a process and the kernel, wherever the process runs: what each side may ask of
// the other.
//
// Downwards there are system calls (`syscall.ts`), bound to a thread once. Upwards there are a few
// calls. Everything that passes is a number, a string or bytes, but for the program itself, which a
// host finds in its own way.

import type { PortPermitBits, PortRegisters } from '@kos/io-hw/process'
import type { ThreadBody } from '@kos/thread'
import type { DeviceRegisters, Frames, PageTableCells } from '@kos/vmm/process'
import type { Syscall } from './syscall.ts'

/** A system call bound to a thread: answers a code, or PARKED. */
export type BoundSyscall = (...args: never[]) => number

/** What a process asks of its kernel. */
export interface KernelPort {
  /**
   * Binds a system call to a thread of this process. A call that the kernel does not have answers
   * rcUnimplemented. Thread 0 stands for the process: it can give back, whichever of its threads
   * runs, and nothing else.
   */
  bind(tid: number, syscall: Syscall): BoundSyscall
  /** The register file of a thread: where system calls leave their results. */
  registers(tid: number): Float64Array
  /**
   * The memory of the process, if its kernel has that service: the one thing that both sides see.
   * Only the kernel writes page tables.
   */
  readonly memory: ProcessMemory | null
  /** The I/O ports of the machine, if the kernel has the io service. */
  readonly ioPorts: ProcessIoPorts | null
  /**
   * True while no thread of the kernel runs or is about to, so that what runs now is a callback of
   * the host: a timer, I/O. Such a callback must not change what threads see, since under virtual
   * time runs would differ. Null in real time.
   */
  readonly isQuiescent: (() => boolean) | null
  /** The routine of a thread is over. Of thread 0: the process ends, with all its threads. */
  ended(tid: number, exitCode: number): void
  /** The routine of a thread threw: the process ends. */
  crashed(tid: number, message: string, stack: string): void
  /** A thread was terminated, and a promise of it that nobody awaits was rejected. */
  unhandled(tid: number): void
}

/** Memory of a process, as typed arrays. */
export interface ProcessMemory {
  readonly table: PageTableCells
  readonly frames: Frames
  /** The registers behind its device pages; null if the machine has none. */
  readonly devices: DeviceRegisters | null
  /**
   * Debug mode of the heap: what was freed is filled, and looked at before it is given out again.
   */
  readonly poison: boolean
}

/** The I/O ports of a machine, as one process reaches them. */
export interface ProcessIoPorts {
  /** The I/O permission bitmap of the process: its bytes are shared, and the kernel's to write. */
  readonly permits: PortPermitBits
  readonly bus: PortRegisters
}

/** What a kernel asks of a process. */
export interface ProcessPort {
  /**
   * A thread was made: `entry` is a number from the process' routine table (0 is the program
   * itself), `context` a token.
   */
  start(tid: number, entry: number, context: number): ThreadBody
  /** The kernel needs these tokens no longer. */
  release(tokens: readonly number[]): void
}

/** What a process is told of itself at its start. */
export interface ProcessInfo {
  /** Name of the process, unique in its kernel. */
  readonly name: string
  /** Name of its class. */
  readonly className: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Names of the connections it is a client of. */
  readonly connections: readonly string[]
  /** Declared input: bytes by name. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Schedules are explored: what could have blocked and did not tells the kernel, too. */
  readonly explores: boolean
}

/** What a thread waits for inside its process: for reports. */
export interface ProcessWait {
  /** For people: the name of the lock, or its number. */
  readonly name: string
  /** Ids of the threads that must act before it goes on. */
  readonly owners: readonly number[]
}
