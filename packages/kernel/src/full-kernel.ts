// The kernel with every service, and solutions booted on it.

import type {
  AuditApi,
  ChannelApi,
  EntityApi,
  HandleApi,
  IoApi,
  IommuApi,
  MemoryApi,
  NameServerApi,
  NoticeApi,
  SecurityTransportApi,
  StatisticsApi,
  SyncApi,
  ThreadApi,
  TimeApi,
  TransportApi,
} from '@kos/libkos'
import { checkOptions } from '@kos/idl/nearest'
import { Kernel } from './kernel.ts'
import { type KernelOptions, kernelOptions } from './kernel-options.ts'
import type { AnyService } from './service.ts'
import { audit, type AuditOptions } from './services/audit.ts'
import { cm } from './services/cm.ts'
import { handles } from './services/handles.ts'
import { io } from './services/io.ts'
import type { IoOptions, StrayDmaListener } from './services/io-core.ts'
import { iommu } from './services/iommu.ts'
import { ipc, type IpcServiceApi } from './services/ipc.ts'
import { memory, type MemoryOptions } from './services/memory.ts'
import { notices } from './services/notices.ts'
import { securityInterface } from './services/security-interface.ts'
import { statistics, type StatisticsOptions } from './services/statistics.ts'
import { sync } from './services/sync.ts'
import { tasks } from './services/tasks.ts'
import { threads } from './services/threads.ts'
import { time } from './services/time.ts'
import { transport } from './services/transport.ts'
import { checkSolution, programsOf, type Solution } from './solution.ts'

/** What every service together adds to `kos`. */
export type FullApi = ThreadApi &
  SyncApi &
  MemoryApi &
  TimeApi &
  HandleApi &
  NoticeApi &
  IpcServiceApi &
  TransportApi &
  ChannelApi &
  NameServerApi &
  SecurityTransportApi &
  EntityApi &
  StatisticsApi &
  AuditApi &
  IoApi &
  IommuApi

/** What a kernel with all services is made with. */
export interface FullKernelOptions extends KernelOptions {
  /** The memory of the machine; default 1 GiB. */
  readonly memory?: MemoryOptions
  /** How CPU time is counted; default without performance counters. */
  readonly statistics?: StatisticsOptions
  /** The log of the security audit. */
  readonly audit?: AuditOptions
  /** The devices of the machine; default none. */
  readonly machine?: IoOptions
  /**
   * Told of DMA transfers of devices that were blocked. Default: the console is told of the first
   * one of each device and direction, and of the 10th, the 100th and so on.
   */
  readonly onStrayDma?: StrayDmaListener
}

const ownOptions = ['memory', 'statistics', 'audit', 'machine', 'onStrayDma']

/** All services but `process`, which every kernel has. */
export function fullServices({
  memory: memoryOptions,
  statistics: statisticsOptions,
  audit: auditOptions,
  machine,
  onStrayDma,
}: FullKernelOptions = {}): readonly AnyService[] {
  return [
    threads(),
    sync(),
    time(),
    handles(),
    memory(memoryOptions),
    notices(),
    ipc(),
    transport(),
    cm(),
    securityInterface(),
    tasks(),
    statistics(statisticsOptions),
    audit(auditOptions),
    io(machine, onStrayDma),
    iommu(),
  ]
}

/** Makes a kernel with all services. */
export function createFullKernel(options: FullKernelOptions = {}): Kernel<FullApi> {
  checkOptions('createFullKernel', options, [...ownOptions, ...kernelOptions])
  return new Kernel<FullApi>(fullServices(options), options)
}

/**
 * Makes a full kernel under the policy of a solution, and starts the solution on it: `await using
 * kernel = boot(solution)`.
 *
 * For scripts: if a process that `kernel.run` waits for fails, the process of the host exits with
 * code 1, unless `onExit` listens.
 */
export function boot(
  solution: Solution,
  options: Omit<FullKernelOptions, 'security' | 'programs'> = {},
): Kernel<FullApi> {
  checkSolution(solution)
  checkOptions('boot', options, [...ownOptions, ...kernelOptions.filter(isForBoot)])
  const { policy = [] } = solution
  const services = fullServices(options)
  const programs = programsOf(solution)
  const kernel = new Kernel<FullApi>(services, { ...options, programs, security: policy }, true)
  kernel.start(solution)
  return kernel
}

// These come with the solution.
function isForBoot(option: string): boolean {
  return option !== 'security' && option !== 'programs'
}
