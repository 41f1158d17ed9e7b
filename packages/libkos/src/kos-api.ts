// The type of `kos` in a program of a full kernel: the functions of every service.

import type { AuditApi } from './coresrv/audit/audit.ts'
import type { ChannelApi } from './coresrv/cm/cm_api.ts'
import type { EntityApi } from './coresrv/entity/entity_api.ts'
import type { CallableApi } from './coresrv/handle/callable.ts'
import type { HandleApi } from './coresrv/handle/handle_api.ts'
import type { NoticeApi } from './coresrv/handle/notice_api.ts'
import type { InterruptApi } from './coresrv/ipc/ipc_api.ts'
import type { NameServerApi } from './coresrv/ns/ns_api.ts'
import type { IoApi } from './coresrv/io/io.ts'
import type { IommuApi } from './coresrv/iommu/iommu_api.ts'
import type { LocatorApi } from './coresrv/sl/sl_api.ts'
import type { StatisticsApi } from './coresrv/stat/stat_api.ts'
import type { MemoryApi } from './coresrv/vmm/memory.ts'
import type { IpcApi } from './coresrv/syscalls.ts'
import type { TimeApi } from './coresrv/time/time_api.ts'
import type { SyncApi } from './kos/sync.ts'
import type { SecurityTransportApi } from './nk/security-transport.ts'
import type { TransportApi } from './nk/transport.ts'
import type { ThreadApi } from './kos/thread.ts'
import type { Context } from './runtime/context.ts'

/** Every documented function of every service. */
export interface Kos
  extends
    Context,
    ThreadApi,
    SyncApi,
    MemoryApi,
    TimeApi,
    HandleApi,
    NoticeApi,
    IpcApi,
    InterruptApi,
    LocatorApi,
    CallableApi,
    ChannelApi,
    EntityApi,
    NameServerApi,
    StatisticsApi,
    TransportApi,
    SecurityTransportApi,
    AuditApi,
    IoApi,
    IommuApi {}
