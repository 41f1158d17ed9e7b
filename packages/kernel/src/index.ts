// What a host needs: see README.md.

// Solutions
export { boot, createFullKernel, type FullApi, type FullKernelOptions } from './full-kernel.ts'
export { defineSolution, type Programs, programsOf, type Solution } from './solution.ts'

// Programs of a solution that are not the user's (of @kos/libkos)
export { Einit, Klog, KlogStorage, NameServer } from '@kos/libkos'

// Kernels
export { createKernel, Kernel } from './kernel.ts'
export type { KernelOptions, SpawnOptions } from './kernel-options.ts'
export type { Image, ImageLoader, Images, ProgramModule } from './images.ts'
export type { HostFailureListener } from './host-code.ts'
export type { KernelStatus } from './starts.ts'
export {
  type DeniedEvent,
  formatDenial,
  formatExit,
  formatStrayDma,
  type ProcessExit,
  type Restart,
  type ReportListeners,
} from './reports.ts'
export { Deadlock, type Until } from './driver.ts'
export type { Inspection, TaskInspection, ThreadInspection } from './inspection.ts'
export type { KernelStatistics, TaskStatistics } from './statistics.ts'
export { formatTop, type TopOptions } from './statistics-report.ts'
export { formatIo } from './io-report.ts'
export type { CpuTotals, CpuUse } from './cpu-time.ts'
export type { Exit, Task, TaskThread } from './task.ts'
export type { OutputLine } from './services/process.ts'
export type { Misuse } from './misuse.ts'
export type { Probe } from './probe.ts'

// Services
export { threads } from './services/threads.ts'
export { sync } from './services/sync.ts'
export { time } from './services/time.ts'
export { handles } from './services/handles.ts'
export { memory, type MemoryOptions } from './services/memory.ts'
export { notices } from './services/notices.ts'
export { statistics, type StatisticsOptions } from './services/statistics.ts'
export { ipc } from './services/ipc.ts'
export { transport } from './services/transport.ts'
export { cm } from './services/cm.ts'
export { tasks } from './services/tasks.ts'
export { securityInterface } from './services/security-interface.ts'
export { audit, type AuditOptions } from './services/audit.ts'
export { io, type IoInspection } from './services/io.ts'
export type { IoOptions, StrayDmaListener } from './services/io-core.ts'
export { iommu } from './services/iommu.ts'
export {
  defineService,
  type Handlers,
  type AnyService,
  type Service,
  type ServiceDeclaration,
  type ServiceInstance,
} from './service.ts'
export type { KernelProvides, Needed } from './provides.ts'
export type { AuditProvides } from './services/audit.ts'
export type { IoProvides } from './services/io.ts'
export type { IpcProvides } from './services/ipc.ts'
export type { MemoryProvides } from './services/memory.ts'
export type { NoticeProvides } from './services/notices.ts'
export type { TaskProvides } from './services/tasks.ts'
export type { StatisticsProvides } from './services/statistics.ts'
export type { KernelCore } from './kernel-core.ts'

// Process hosts
export { cloningRealm, type HostedProcess, type ProcessHost, realm } from './process-host.ts'

// Policies (of @kos/security)
export {
  allowAll,
  any,
  audited,
  auditJsonLines,
  auditLines,
  type AuditListener,
  type AuditProfile,
  type AuditRecord,
  type BoundCondition,
  core,
  definePolicy,
  deny,
  error,
  execute,
  type FailureListener,
  formatAuditRecord,
  formatEvent,
  type Policy,
  request,
  response,
  security,
  type SecurityMonitor,
} from '@kos/security'

// Clocks (of @kos/thread)
export {
  type Choice,
  type Clock,
  HostClock,
  seededChoice,
  seededExploration,
  VirtualClock,
} from '@kos/thread'

// Memory of processes, for people (of @kos/vmm)
export { describeRegions, drawMemoryMap, type RegionDescription, type RegionState } from '@kos/vmm'

// Machines, for people (of @kos/io-hw)
export {
  describePhysicalMap,
  type Device,
  type DeviceContext,
  type Machine,
  type PhysicalMapRow,
  type PlacedDevice,
  type Placement,
  type StrayDma,
} from '@kos/io-hw'

// Reports of waiting threads (of @kos/thread)
export { formatWaitReport, type WaitEntry, type WaitReport } from '@kos/thread'
