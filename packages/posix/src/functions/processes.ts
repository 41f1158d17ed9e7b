// What the standard has for processes, and there is none of here: unistd.h, sys/wait.h, sys/times.h,
// `system` of stdlib.h are stubs, as documented. `getpid` works.

import type { Family } from '../runtime/family.ts'
import { ProcessId } from '../process/process-id.ts'
import { type Stub, stub } from './stub.ts'

/** Functions for processes. */
export interface ProcessesApi {
  /**
   * The id of this process, as statistics show it (`KnTaskStatGetId`); 1 if the kernel does not tell
   * it.
   */
  readonly getpid: () => number
  /** A stub: -1 with errno ENOSYS, as all below. */
  readonly fork: Stub
  readonly execl: Stub
  readonly execle: Stub
  readonly execlp: Stub
  readonly execv: Stub
  readonly execve: Stub
  readonly execvp: Stub
  readonly fexecve: Stub
  readonly setpgid: Stub
  readonly getpgid: Stub
  readonly getsid: Stub
  readonly wait: Stub
  readonly waitpid: Stub
  readonly times: Stub
  readonly system: Stub
}

/** Processes. */
export const processes: Family<ProcessesApi> = {
  getpid: (thread) => () => ProcessId.of(thread).value,
  fork: stub,
  execl: stub,
  execle: stub,
  execlp: stub,
  execv: stub,
  execve: stub,
  execvp: stub,
  fexecve: stub,
  setpgid: stub,
  getpgid: stub,
  getsid: stub,
  wait: stub,
  waitpid: stub,
  times: stub,
  system: stub,
}
