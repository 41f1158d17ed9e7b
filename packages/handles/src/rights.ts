// Entry `@kos/handles/rights`: the constants that programs share with the kernel, and nothing else
// of this package.

export {
  OCAP_DMA_FULL,
  OCAP_FILE_FULL,
  OCAP_GENERAL_MASK,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  OCAP_IOPORT_FULL,
  OCAP_IPC_CALL,
  OCAP_IPC_CLIENT,
  OCAP_IPC_LISTENER,
  OCAP_IPC_SERVER,
  OCAP_IRQ_FULL,
  OCAP_MMIO_FULL,
  OCAP_SPEC_MASK,
  OCAP_TASK_FULL,
  OCAP_THREAD_FULL,
} from './ocap.ts'
export { HANDLE_TYPE_USER_FIRST, HANDLE_TYPE_USER_LAST } from './handletype.ts'
