// The resources of a device in the hands of its driver, in the documented order: registered, then
// permitted or mapped; given back the other way round. `closeResources` gives back what there is.

import {
  DMA_DIR_BIDIR,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  PAGE_SHIFT,
  PAGE_SIZE,
  type Result,
  type Retcode,
  rcInvalidOperation,
  rcOk,
  rtl_roundup_order,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'

/** Ports that this process may access. */
export interface IoPorts {
  readonly rid: Handle
  readonly permission: Handle
  /** The first one. */
  readonly base: number
}

/** Registers in memory that this process has mapped. */
export interface IoMemory {
  readonly rid: Handle
  readonly mapping: Handle
  /** The address of the first one. */
  readonly addr: number
}

/** A DMA buffer of one block that devices of this process access, and the process as well. */
export interface DmaMemory {
  readonly rid: Handle
  readonly permission: Handle
  readonly mapping: Handle
  /** Its address here. */
  readonly addr: number
  /** Its bytes, for copies of many at once. */
  readonly bytes: Uint8Array
  /** Its address for devices. */
  readonly deviceAddr: number
}

/**
 * Registers ports and gets the permission for them: `port` and the `size` - 1 behind it. Codes as
 * KnRegisterPorts and KnIoPermitPort.
 */
export function openPorts(kos: Kos, port: number, size: number): Result<IoPorts> {
  const registered = kos.KnRegisterPorts(port, size)
  if (registered.rc !== rcOk) return failed(registered.rc)
  const { rid } = registered
  const permitted = kos.KnIoPermitPort(rid)
  if (permitted.rc !== rcOk) return failed(permitted.rc, kos, [rid])
  return { rc: rcOk, rid, permission: permitted.handle, base: port }
}

/**
 * Registers physical memory and maps it: the pages with the `size` bytes from `base` on. Codes as
 * KnRegisterPhyMem and KnIoMapMem.
 */
export function openMemory(kos: Kos, base: number, size: number): Result<IoMemory> {
  const offset = base % PAGE_SIZE
  const pages = Math.ceil((offset + size) / PAGE_SIZE)
  const registered = kos.KnRegisterPhyMem(base - offset, pages * PAGE_SIZE)
  if (registered.rc !== rcOk) return failed(registered.rc)
  const { rid } = registered
  const protection = VMM_FLAG_READ | VMM_FLAG_WRITE
  const mapped = kos.KnIoMapMem(rid, protection, VMM_FLAG_CACHE_DISABLE)
  if (mapped.rc !== rcOk) return failed(mapped.rc, kos, [rid])
  return { rc: rcOk, rid, mapping: mapped.handle, addr: mapped.addr + offset }
}

/**
 * Creates a DMA buffer of one block, lets devices read and write it, and maps it. `size` is whole
 * pages. Codes as KnIoDmaCreate, KnIoDmaBegin and KnIoDmaMap.
 */
export function openDmaMemory(kos: Kos, size: number): Result<DmaMemory> {
  const created = kos.KnIoDmaCreate(rtl_roundup_order(size >>> PAGE_SHIFT), size, DMA_DIR_BIDIR)
  if (created.rc !== rcOk) return failed(created.rc)
  const { rid } = created
  const begun = kos.KnIoDmaBegin(rid)
  if (begun.rc !== rcOk) return failed(begun.rc, kos, [rid])
  const permission = begun.handle
  const mapped = kos.KnIoDmaMap(rid, 0, size, 0, VMM_FLAG_READ | VMM_FLAG_WRITE)
  if (mapped.rc !== rcOk) return failed(mapped.rc, kos, [permission, rid])
  const { addr, handle: mapping } = mapped
  const described = kos.KnIoDmaGetInfo(rid)
  const block = described.info?.descriptors[0]
  const bytes = kos.memory.view(addr, size)
  if (block === undefined || bytes === undefined)
    return failed(rcInvalidOperation, kos, [mapping, permission, rid])
  return { rc: rcOk, rid, permission, mapping, addr, bytes, deviceAddr: block.frame }
}

/** Closes handles, those that are INVALID_HANDLE left out. */
export function closeResources(kos: Kos, handles: readonly Handle[]): void {
  for (const handle of handles) if (handle !== INVALID_HANDLE) kos.KnIoClose(handle)
}

function failed<T extends object>(
  rc: Exclude<Retcode, typeof rcOk>,
  kos: Kos | null = null,
  handles: readonly Handle[] = [],
): Result<T> {
  if (kos !== null) closeResources(kos, handles)
  return { rc } as Result<T>
}
