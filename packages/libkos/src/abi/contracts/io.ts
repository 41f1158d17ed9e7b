// The system calls of device I/O: `coresrv/io/ports.h`, `mmio.h`, `dma.h`, `irq.h`, `io_api.h`.
// Addresses, offsets and sizes are in bytes. `rid` is the handle of a registered resource.
//
// Accesses to ports and registers are no system calls: a process looks at its own permissions.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  RegisterPorts: {
    params: [
      ['port', 'u32'],
      ['size', 'f64'],
    ],
    results: { outRid: 0 },
  },
  PermitPort: { params: [['rid', 'handle']], results: { handle: 0 } },
  RegisterPhyMem: {
    params: [
      ['addr', 'f64'],
      ['size', 'f64'],
    ],
    results: { outRid: 0 },
  },
  MapMem: {
    params: [
      ['rid', 'handle'],
      ['prot', 'u32'],
      ['attr', 'u32'],
    ],
    results: { addr: 0, handle: 1 },
  },
  DmaCreate: {
    params: [
      ['order', 'u32'],
      ['size', 'f64'],
      ['flags', 'u32'],
    ],
    results: { outRid: 0 },
  },
  DmaBegin: { params: [['rid', 'handle']], results: { handle: 0 } },
  /** `hint` is the address to map at if it is free. */
  DmaMap: {
    params: [
      ['rid', 'handle'],
      ['offset', 'f64'],
      ['length', 'f64'],
      ['hint', 'f64'],
      ['vmflags', 'u32'],
    ],
    results: { addr: 0, handle: 1 },
  },
  /**
   * Writes the descriptors of the blocks to `info`, as `../dma-descriptors.ts` says. If it has no
   * room for all `count` of them, the answer is rcBufferTooSmall, and `count` is there as well.
   */
  DmaGetInfo: {
    params: [
      ['rid', 'handle'],
      ['isPhysical', 'u32'],
      ['info', 'out'],
    ],
    results: { flags: 0, orderMin: 1, size: 2, count: 3 },
  },
  RegisterIrq: { params: [['irq', 'i32']], results: { outRid: 0 } },
  AttachIrq: {
    params: [
      ['rid', 'handle'],
      ['flags', 'u32'],
    ],
    results: { handle: 0 },
  },
  DetachIrq: { params: [['rid', 'handle']] },
  EnableIrq: { params: [['rid', 'handle']] },
  DisableIrq: { params: [['rid', 'handle']] },
  Close: { params: [['rid', 'handle']], releases: true },
  /**
   * An access to ports that the process has no permission for: `size` bytes from `port` on, which
   * `isWrite` 1 wrote. It ends the process. No policy governs it.
   */
  PortFault: {
    params: [
      ['port', 'f64'],
      ['size', 'u32'],
      ['isWrite', 'u32'],
    ],
    isFree: true,
  },
} as const

/** I/O ports, memory of devices, DMA buffers, interrupts. */
export const ioContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'io',
  'io.IO',
  832,
  calls,
)
