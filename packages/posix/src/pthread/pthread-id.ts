// Thread ids: `pthread_t`, which pthread_create fills in and pthread_self answers.

import { Struct } from './struct.ts'
import { ThreadControlBlock } from './thread-control-block.ts'

/** The id of a thread: `const thread = new pthread_t()` for pthread_create. */
export class pthread_t extends Struct<ThreadControlBlock> {
  constructor() {
    super(null)
  }
}

/** The id of the thread with this control block. */
export function idOf(block: ThreadControlBlock): pthread_t {
  const id = new pthread_t()
  Struct.write(id, pthread_t, block)
  return id
}

/** Its control block; undefined for a thread that was joined, or is over and detached. */
export function livingBlock(id: unknown): ThreadControlBlock | undefined {
  const block = Struct.read(id, ThreadControlBlock)
  return block === undefined || block.isGone ? undefined : block
}

/** True for a pthread_t, filled in or not. */
export function isId(id: unknown): id is pthread_t {
  return Struct.is(id, pthread_t)
}

/** Fills in an id. */
export function writeId(id: pthread_t, block: ThreadControlBlock): void {
  Struct.write(id, pthread_t, block)
}

/** Non-zero if both are ids of one thread. */
export function pthread_equal(first: pthread_t, second: pthread_t): number {
  const block = Struct.read(first, ThreadControlBlock)
  return block !== undefined && block === Struct.read(second, ThreadControlBlock) ? 1 : 0
}
