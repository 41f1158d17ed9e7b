// What the processes of a run have allocated and not freed, with the lines that did it: objects of
// the heap, pages and mappings, queues. Kept by wrapping the functions of `kos`, as the kernel knows
// pages only.

import type { ProcessHost } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { captureStack, programPlaces } from '@kos/thread'
import { wrapping } from './operating-host.ts'

/** Something that a process allocated and did not free. */
export interface LeftMemory {
  /** The function that allocated it. */
  readonly what: string
  /** 0 for a queue. */
  readonly bytes: number
  /** The line of the program, `function (file:line:column)`; empty if it is not known. */
  readonly place: string
}

interface Allocation extends LeftMemory {
  /** The first address, or the queue. */
  readonly key: unknown
}

type Func = (...args: readonly unknown[]) => unknown
type Note = (ledger: ProcessLedger, args: readonly unknown[], answer: unknown) => void

/** The allocations of one process. */
class ProcessLedger {
  /** Objects and queues, by address or id. */
  readonly objects: Map<unknown, Allocation> = new Map()
  /** Runs of pages, none of which overlap, by first address. */
  readonly pages: Map<number, Allocation> = new Map()

  add(what: string, key: unknown, bytes: number): void {
    this.objects.set(key, { what, key, bytes, place: placeOf() })
  }

  addPages(what: string, address: number, bytes: number): void {
    this.pages.set(address, { what, key: address, bytes, place: placeOf() })
  }

  // A run may be freed in parts: what is left of one before and after the part stays.
  removePages(address: number, bytes: number): void {
    const end = address + bytes
    for (const [first, run] of this.pages) {
      const last = first + run.bytes
      if (last <= address || first >= end) continue
      this.pages.delete(first)
      if (first < address) this.pages.set(first, { ...run, bytes: address - first })
      if (last > end) this.pages.set(end, { ...run, bytes: last - end })
    }
  }
}

const noteObject =
  (what: string): Note =>
  (ledger, [size], answer) => {
    if (answer !== 0) ledger.add(what, answer, Number(size))
  }

/** What is noted of the functions that allocate and free. */
const notes: { readonly [K in keyof Kos]?: Note } = {
  KosMemAlloc: noteObject('KosMemAlloc'),
  KosMemAllocEx: noteObject('KosMemAllocEx'),
  KosMemZalloc: noteObject('KosMemZalloc'),
  KosMemFree: (ledger, [address]) => void ledger.objects.delete(address),
  KosQueueCreate: (ledger, _args, answer) => {
    if (answer !== null) ledger.add('KosQueueCreate', answer, 0)
  },
  KosQueueDestroy: (ledger, [queue]) => void ledger.objects.delete(queue),
  KnVmAllocate: (ledger, [, size], answer) => {
    if (answer !== 0) ledger.addPages('KnVmAllocate', Number(answer), Number(size))
  },
  KnPmmMdlMap: (ledger, [, , size], answer) => {
    const { addr = 0 } = answer as { readonly addr?: number }
    if (addr !== 0) ledger.addPages('KnPmmMdlMap', addr, Number(size))
  },
  KnVmUnmap: (ledger, [address, size], answer) => {
    if (answer === rcOk) ledger.removePages(Number(address), Number(size))
  },
}

/** The allocations of all processes of one run. */
export class MemoryLedger {
  readonly #byProcess: Map<string, ProcessLedger> = new Map()

  /** A host as `host`, whose processes are observed. */
  hostOf(host: ProcessHost): ProcessHost {
    const inner = wrapping(
      host,
      (name) => Object.hasOwn(notes, name),
      (name, func, sys) => this.#noting(notes[name as keyof Kos] as Note, func, sys.info.name),
    )
    return {
      create: (program, libraries, info, kernel) => {
        // Of the one before of this name.
        this.#byProcess.set(info.name, new ProcessLedger())
        return inner.create(program, libraries, info, kernel)
      },
    }
  }

  /** What a process has not freed. */
  leftBy(process: string): readonly LeftMemory[] {
    const ledger = this.#byProcess.get(process)
    const all = [...(ledger?.objects.values() ?? []), ...(ledger?.pages.values() ?? [])]
    return all.map(({ what, bytes, place }) => ({ what, bytes, place }))
  }

  #noting(note: Note, func: Func, process: string): Func {
    return (...args) => {
      const answer = func(...args)
      const ledger = this.#byProcess.get(process)
      if (ledger !== undefined) note(ledger, args, answer)
      return answer
    }
  }
}

function placeOf(): string {
  return programPlaces(captureStack())[0] ?? ''
}
