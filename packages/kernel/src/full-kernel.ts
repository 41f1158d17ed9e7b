// The kernel with every service, and solutions booted on it.

import type { ChannelApi, HandleApi, NameServerApi, NoticeApi, ThreadApi, TimeApi } from '@kos/libkos'
import { Kernel, type KernelOptions } from './kernel.ts'
import { cm } from './services/cm.ts'
import { handles } from './services/handles.ts'
import { ipc, type IpcServiceApi } from './services/ipc.ts'
import { notices } from './services/notices.ts'
import { threads } from './services/threads.ts'
import { time } from './services/time.ts'
import type { Solution } from './solution.ts'

/** What every service together adds to `kos`. */
export type FullApi = ThreadApi & TimeApi & HandleApi & NoticeApi & IpcServiceApi & ChannelApi & NameServerApi

/** Makes a kernel with all services. */
export function createFullKernel(options: KernelOptions = {}): Kernel<FullApi> {
  return new Kernel<FullApi>([threads(), time(), handles(), notices(), ipc(), cm()], options)
}

/** Makes a full kernel under the policy of a solution, and starts the solution on it: `await using kernel = boot(solution)`. */
export function boot(solution: Solution, options: Omit<KernelOptions, 'security' | 'programs'> = {}): Kernel<FullApi> {
  const kernel = createFullKernel({ ...options, programs: solution.programs, security: solution.policy ?? [] })
  kernel.start(solution)
  return kernel
}
