// What the services of kos provide to each other and to the host side of the kernel, by name.

import type { AuditProvides } from './services/audit.ts'
import type { IoProvides } from './services/io.ts'
import type { IpcProvides } from './services/ipc.ts'
import type { MemoryProvides } from './services/memory.ts'
import type { NoticeProvides } from './services/notices.ts'
import type { TaskProvides } from './services/tasks.ts'
import type { StatisticsProvides } from './services/statistics.ts'

/** What each service of kos provides; those that are not named here provide nothing. */
export interface KernelProvides {
  readonly audit: AuditProvides
  readonly io: IoProvides
  readonly ipc: IpcProvides
  readonly memory: MemoryProvides
  readonly notices: NoticeProvides
  readonly tasks: TaskProvides
  readonly statistics: StatisticsProvides
}

type Provided<Name> = Name extends keyof KernelProvides ? KernelProvides[Name] : unknown

/** What a service that names `Need` in `needs` and `Use` in `uses` is given. */
export type Needed<Need extends string, Use extends string = never> = {
  readonly [Name in Need]: Provided<Name>
} & { readonly [Name in Use]?: Provided<Name> }
