// Everything about devices that a program links, by header: ports, memory-mapped I/O, DMA buffers,
// interrupts, barriers. IOMMU domains are a service of their own (`iommu/iommu_api.ts`).

import { joinLibraries, type Library } from '../../runtime/sys.ts'
import { type BarrierApi, barrierLibrary } from './barriers.ts'
import { type DmaApi, dmaLibrary } from './dma.ts'
import { type IoCloseApi, ioCloseLibrary } from './io_api.ts'
import { type IrqApi, irqLibrary } from './irq.ts'
import { type MmioApi, mmioLibrary } from './mmio.ts'
import { type PortsApi, portsLibrary } from './ports.ts'

/** Functions that the io service adds to `kos`. */
export interface IoApi extends PortsApi, MmioApi, DmaApi, IrqApi, IoCloseApi, BarrierApi {}

/** The program half of the io service. */
export const ioLibrary: Library<IoApi> = /* @__PURE__ */ joinLibraries<IoApi>(
  portsLibrary,
  mmioLibrary,
  dmaLibrary,
  irqLibrary,
  ioCloseLibrary,
  barrierLibrary,
)
