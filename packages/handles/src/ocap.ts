// Rights: the 32-bit permission mask of a handle (topic `libkos_handles_rights`, documented header
// `services/ocap.h`).
//
// The names are documented, the values are not public: these are ours, in documented order. The
// high 16 bits are the general part (rights that every handle can have), the low 16 bits the
// specialised part, whose meaning the resource defines. Programs import this file as well, so it
// imports nothing. `space.ts` checks rights.

/** The bits of a mask that mean the same for every resource. */
export const OCAP_GENERAL_MASK = 0xffff0000
/** The bits of a mask whose meaning the resource, or its provider, defines. */
export const OCAP_SPEC_MASK = 0x0000ffff

/** The handle may be transferred to another process. */
export const OCAP_HANDLE_TRANSFER = 0x00010000
/** The handle may be copied inside its process. */
export const OCAP_HANDLE_COPY = 0x00020000
/** The holder may subscribe to events of the resource. */
export const OCAP_HANDLE_GET_EVENT = 0x00040000
/** The holder may signal events of the resource. */
export const OCAP_HANDLE_SET_EVENT = 0x00080000

/**
 * Puts rights of a user resource into the specialised part of a mask: the low 16 bits of `rights`,
 * the rest is dropped.
 *
 * `const FILE_READ = OCAP_HANDLE_SPEC(1), FILE_WRITE = OCAP_HANDLE_SPEC(2)`
 */
export function OCAP_HANDLE_SPEC(rights: number): number {
  return rights & OCAP_SPEC_MASK
}

/** Specialised part of an IPC handle: it may receive requests and reply. */
const IPC_RECEIVE = 0x0001
/** Specialised part of an IPC handle: it may take further channels. */
const IPC_ATTACH = 0x0002
/** Specialised part of an IPC handle: it may send requests. */
const IPC_SEND = 0x0004
/** Specialised part of a callable handle: the endpoint it is bound to may be called. */
const IPC_CALLABLE = 0x0008

/**
 * Specialised part of the handle of a shared buffer (MDL): the buffer may be mapped for reading.
 * KasperskyOS documents no rights of shared buffers: these names are ours.
 */
export const OCAP_MDL_READ = 0x0001
/** Specialised part of the handle of a shared buffer: it may be mapped for writing, too. */
export const OCAP_MDL_WRITE = 0x0002
/** Specialised part of the handle of a shared buffer: it may be mapped for execution, too. */
export const OCAP_MDL_EXECUTE = 0x0004

/**
 * Specialised part of a task handle: the process may be set up, connected and run. KasperskyOS
 * documents no single rights of processes: these names are ours.
 */
export const OCAP_TASK_CONTROL = 0x0001
/** Specialised part of a task handle: the holder may learn its state, and wait for its end. */
export const OCAP_TASK_QUERY = 0x0002

/**
 * Specialised part of the handle of a registered I/O resource: ports, registers or a DMA buffer may
 * be read (by devices: DMA_DIR_TO_DEVICE), an interrupt may be attached to. KasperskyOS documents no
 * single rights of these resources: these names are ours.
 */
export const OCAP_IO_READ = 0x0001
/** Specialised part of an I/O resource: it may be written (by devices: DMA_DIR_FROM_DEVICE). */
export const OCAP_IO_WRITE = 0x0002
/** Specialised part of an I/O resource: it may be mapped for execution, too. */
export const OCAP_IO_EXECUTE = 0x0004

/** Every general right. */
const GENERAL_FULL =
  OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_HANDLE_GET_EVENT | OCAP_HANDLE_SET_EVENT

/** A server IPC handle: Recv and Reply on one channel. */
export const OCAP_IPC_SERVER: number = IPC_RECEIVE
/** A listener handle: a server IPC handle that may take further channels. */
export const OCAP_IPC_LISTENER: number = IPC_RECEIVE | IPC_ATTACH
/** A client IPC handle: Call on one channel. */
export const OCAP_IPC_CLIENT: number = IPC_SEND
/** A callable handle: Call on the one endpoint it is bound to. */
export const OCAP_IPC_CALL: number = IPC_CALLABLE

/** Full rights for a shared buffer (MDL). */
export const OCAP_MDL_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for a process (task). */
export const OCAP_TASK_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for a thread. */
export const OCAP_THREAD_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for a range of I/O ports. */
export const OCAP_IOPORT_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for a memory-mapped I/O region. */
export const OCAP_MMIO_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for a DMA buffer. */
export const OCAP_DMA_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for an interrupt. */
export const OCAP_IRQ_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
/** Full rights for a file. */
export const OCAP_FILE_FULL: number = GENERAL_FULL | OCAP_SPEC_MASK
