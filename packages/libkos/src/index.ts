// The entry for programs: declarations, typed IPC, documented functions by header. See README.md.

// Programs
export {
  type EndpointInfo,
  type Endpoints,
  type NeededKos,
  type Program,
  program,
  type ProgramDeclaration,
  type SecurityInterfaces,
  type Serving,
} from './program.ts'
export type { Kos } from './kos-api.ts'
export type { Context } from './runtime/context.ts'

// Typed IPC
export { connect, proxyOf } from './rpc/connect.ts'
export { type Offer, offer } from './rpc/offer.ts'
export { watchable } from './rpc/offered.ts'
export type { CallArguments, CallOptions, CallResult, CallSignal, Proxy } from '@kos/idl'
export { type Implementations, serve } from './rpc/serve.ts'
export type { Caller, Implementation, MethodResult } from '@kos/idl'
export { securityOf, type SecurityProxy } from './rpc/security.ts'
export { events, own, type OwnedHandle } from './rpc/own.ts'

// Interfaces (of @kos/idl)
export {
  array,
  bytes,
  type Capability,
  type CapabilityLike,
  type CodecFunctions,
  defineInterface,
  handle,
  type HandleDesc,
  type HandleLike,
  handleOf,
  type HandleReader,
  type HandleWriter,
  type Interface,
  type InterfaceSizes,
  type PrintedCodec,
  sequence,
  sint8,
  sint16,
  sint32,
  sint64,
  string,
  struct,
  type Type,
  uint8,
  uint16,
  uint32,
  uint64,
  union,
} from '@kos/idl'

// Masks and types (documented headers `services/ocap.h`, `handle/handletype.h`,
// `handle/event_descr.h`)
export {
  HANDLE_TYPE_USER_FIRST,
  HANDLE_TYPE_USER_LAST,
  OCAP_FILE_FULL,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  OCAP_IO_EXECUTE,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  OCAP_IOPORT_FULL,
  OCAP_IPC_CALL,
  OCAP_IPC_CLIENT,
  OCAP_IPC_LISTENER,
  OCAP_IPC_SERVER,
  OCAP_MDL_EXECUTE,
  OCAP_MDL_FULL,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  OCAP_TASK_CONTROL,
  OCAP_TASK_FULL,
  OCAP_TASK_QUERY,
} from '@kos/handles/rights'
export {
  EVENT_BADGE_CLOSED,
  EVENT_OBJECT_DESTROYED,
  EVENT_TASK_COMPLETED,
  OBJECT_EVENT_SPEC,
  OBJECT_EVENT_USER,
} from '@kos/notice/event-mask'

// Memory (documented header `vmm/flags.h`)
export {
  PAGE_SHIFT,
  PAGE_SIZE,
  VMM_FLAG_ALIAS,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_CACHE_MASK,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_GROW_DOWN,
  VMM_FLAG_HIGH_GUARD,
  VMM_FLAG_LOCKED,
  VMM_FLAG_LOW_GUARD,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_RWX_MASK,
  VMM_FLAG_WRITE,
  VMM_FLAG_WRITE_BACK,
  VMM_FLAG_WRITE_COMBINE,
  VMM_FLAG_WRITE_THROUGH,
} from '@kos/vmm/flags'
export type { MemoryView } from '@kos/vmm/process'

// Device I/O (documented headers `io/io_dma.h`, `io/io_irq.h`)
export {
  DMA_ATTR_CACHE_DISABLE,
  DMA_ATTR_WRITE_BACK,
  DMA_ATTR_WRITE_COMBINE,
  DMA_ATTR_WRITE_THROUGH,
  DMA_DIR_BIDIR,
  DMA_DIR_FROM_DEVICE,
  DMA_DIR_TO_DEVICE,
  DMA_FRAME_BASE_BITS,
  DMA_FRAME_ORDER_BITS,
  DMA_FRAMES_COUNT_MAX,
  DMA_ZONE_DMA32,
  IRQ_EDGE_FALL,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_HIGH,
  IRQ_LEVEL_LOW,
  IRQ_PRIO_HIGH,
  IRQ_PRIO_LOW,
  IRQ_PRIO_NORMAL,
  IRQ_PRIO_RT,
  IRQ_SHARED,
} from '@kos/io-hw/flags'

// Return codes (of @kos/retcode)
export {
  type Failure,
  formatRetcode,
  isFailure,
  rcAbort,
  rcAlreadyExists,
  rcBufferTooLarge,
  rcBufferTooSmall,
  rcBusy,
  rcDeviceNotFound,
  rcFail,
  rcFutexWouldBlock,
  rcHandleRevoked,
  rcInternalError,
  rcInvalidArgument,
  rcInvalidOperation,
  rcInvalidThreadState,
  rcIpcInterrupt,
  rcNoCapability,
  rcNotConnected,
  rcNotReady,
  rcOk,
  rcOutOfMemory,
  rcQuotaExceeded,
  rcReceiveError,
  rcResourceNotFound,
  rcRestart,
  rcSecurityDisallow,
  rcSourceFault,
  rcTargetFault,
  rcTimeout,
  rcTransferError,
  rcUnimplemented,
  type Result,
  type Retcode,
  RetcodeError,
  retcodeName,
  unwrap,
} from '@kos/retcode'

// Documented functions, by header
export type { HandleApi } from './coresrv/handle/handle_api.ts'
export type { CallableApi } from './coresrv/handle/callable.ts'
export type { EventDesc, EventDescEx, NoticeApi } from './coresrv/handle/notice_api.ts'
export type { Notice } from './coresrv/handle/notice.ts'
export type { EntityApi, EntityEnd } from './coresrv/entity/entity_api.ts'
export {
  type ComponentNode,
  type Entity,
  ENTITY_ARGS_MAX,
  ENTITY_ENV_MAX,
  ENTITY_FLAG_DUMPABLE,
  ENTITY_FLAGS_NONE,
  type EntityFlags,
  type EntityInfo,
} from './coresrv/entity/entity_info.ts'
export {
  type TaskEnd,
  TaskEndCrashed,
  TaskEndExited,
  TaskEndKilled,
  TaskEndNone,
  type TaskState,
  TaskStateRestarting,
  TaskStateRunning,
  TaskStateStopped,
  TaskStateTerminated,
} from './abi/task-state.ts'
export { Einit } from './einit/einit.ts'
export {
  type InitConnection,
  type InitEntity,
  type InitTable,
  initTableFile,
  readInitTable,
  writeInitTable,
} from './einit/init-table.ts'
export type { ChannelApi } from './coresrv/cm/cm_api.ts'
export { type NameServerApi, NS_INVALID_HANDLE, type NsHandle } from './coresrv/ns/ns_api.ts'
export { NameServer } from './name-server/name-server.ts'
export { NameService } from './name-server/name-service.ts'
export type { AuditApi, AuditedTexts } from './coresrv/audit/audit.ts'
export { Klog } from './klog/klog.ts'
export { KlogStorage } from './klog/klog-storage.ts'
export { KlogStorageService } from './klog/klog-service.ts'
export type { InterruptApi } from './coresrv/ipc/ipc_api.ts'
export type { LocatorApi } from './coresrv/sl/sl_api.ts'
export { INVALID_RIID } from './coresrv/sl/sl_api.ts'
export { type IpcApi, PackInMsg, PackOutMsg, SMsgHdr } from './coresrv/syscalls.ts'
export type { MemoryApi } from './coresrv/vmm/memory.ts'
export type { StatisticsApi } from './coresrv/stat/stat_api.ts'
export {
  GROUP_PARAM_CPU_IDLE,
  GROUP_PARAM_CPU_KERNEL,
  GROUP_PARAM_CPU_USER,
  GROUP_PARAM_MEM_FREE,
  GROUP_PARAM_MEM_TOTAL,
  GROUP_PARAM_TASKS,
  GROUP_PARAM_THREADS,
  TASK_PARAM_HANDLES,
  TASK_PARAM_MEM_PHY,
  TASK_PARAM_MEM_VIRT,
  TASK_PARAM_PPID,
  TASK_PARAM_PRIORITY,
  TASK_PARAM_STATE,
  TASK_PARAM_THREADS,
  TASK_PARAM_TIME_TOTAL,
  TASK_PARAM_TIME_USER,
} from './abi/statistics-params.ts'
export type { IoApi } from './coresrv/io/io.ts'
export { type DmaInfo, rtl_roundup_order } from './coresrv/io/dma.ts'
export type { DmaFrameDescriptor } from './abi/dma-descriptors.ts'
export type { IommuApi } from './coresrv/iommu/iommu_api.ts'
export type { RtlRtcTime, RtlTimeSpec, TimeApi } from './coresrv/time/time_api.ts'
export {
  type ExitCode,
  INFINITE_TIMEOUT,
  type ThreadApi,
  ThreadPriorityHighest,
  ThreadPriorityLowest,
  ThreadPriorityNormal,
  type ThreadRoutine,
  type Tid,
} from './kos/thread.ts'
export {
  type KosThreadCallback,
  type KosThreadCallbackReason,
  KosThreadCallbackReasonCreate,
  KosThreadCallbackReasonDestroy,
} from './kos/thread-callbacks.ts'
export type { SyncApi } from './kos/sync.ts'
export {
  KOS_SEMAPHORE_VALUE_MAX,
  type KosCondvar,
  type KosEvent,
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedMutexEx,
  KosInitializedRecursiveMutex,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  type KosMutex,
  type KosRWLock,
  type KosSemaphore,
  KosThreadOnceState,
} from './kos/sync_types.ts'
export type { KosQueueHandle } from './kos/queue.ts'
export {
  KosObject,
  type KosObjectType,
  KosPutObject,
  KosRefObject,
  payloadOf,
} from './kos/objects.ts'
export {
  type Handle,
  INVALID_HANDLE,
  NK_EAGAIN,
  NK_EBADMSG,
  NK_EINVAL,
  NK_ENOENT,
  NK_ENOMEM,
  NK_ENOMSG,
  NK_ENOTCONN,
  NK_ENOTEMPTY,
  NK_EOK,
  NK_EPERM,
  nk_get_badge,
  nk_get_badge_op,
  nk_get_handle,
  nk_get_rights,
  nk_handle_desc,
  NK_INVALID_HANDLE,
  nk_is_handle_dereferenced,
  type nk_err_t,
  type nk_handle_desc_t,
  type NkHandleDescInit,
} from './nk/types.ts'

// The transport of ported C code
export {
  NK_ARENA_INITIALIZER,
  nk_arena,
  nk_arena_alloc,
  nk_arena_get,
  nk_arena_init,
  nk_arena_reset,
  nk_arena_store,
  nk_char_t,
  type nk_ptr_t,
  nk_sint16_t,
  nk_sint32_t,
  nk_sint64_t,
  nk_sint8_t,
  nk_uint16_t,
  nk_uint32_t,
  nk_uint64_t,
  nk_uint8_t,
  NkKosCopyStringToArena,
  type NkType,
  stringInArena,
} from './nk/arena.ts'
export {
  isErrorMessage,
  nk_err_reset,
  nk_message,
  nk_req_reset,
  type NkFields,
  nkRequest,
  type NkRequest,
  nkResponse,
  type NkResponse,
  setHandleDesc,
} from './nk/message.ts'
export {
  errOf,
  NK_NULL,
  nk_transport,
  nk_transport_call,
  nk_transport_recv,
  nk_transport_reply,
  NkKosTransport,
  type TransportApi,
} from './nk/transport.ts'
export { NkKosSecurityTransport, type SecurityTransportApi } from './nk/security-transport.ts'
export { nkDispatch, type NkImplementation, nkProxy, type NkProxy } from './nk/stubs.ts'
