// The inside of a process: for process hosts, who make one, and for services, whose libraries are
// made of `Sys`. The entry is called `process`; programs have no use for it.

export { createProcess, type Process, type Routine, type ThreadObserver } from './process.ts'
export type { Library, Sys } from './sys.ts'
export { type AnyLibrary, sysOf } from './lazy-kos.ts'
export { waiterOf } from './thread-waiter.ts'
