// The inside of a process, the entry `@kos/libkos/process`. Process hosts make one; libraries of
// services are made of `Sys`. Programs have no use for it.

export {
  crashProcess,
  createProcess,
  endProcess,
  type Process,
  type Routine,
  type ThreadObserver,
} from './process.ts'
export { joinLibraries, type Library, type Sys } from './sys.ts'
export { type AnyLibrary, sysOf } from './lazy-kos.ts'
export { setPriorityOf, waiterOf } from './thread-waiter.ts'
export { describeThrown } from './thrown.ts'
export { hostCallbackMisuse } from './host-callback.ts'
