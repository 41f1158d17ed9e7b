// IOMMU domains, for programs: which devices reach the DMA buffers of a process. The domains are in
// `@kos/io-hw`.

import type { IommuApi } from '@kos/libkos'
import { iommuContract } from '@kos/libkos/abi'
import { iommuLibrary } from '@kos/libkos/libraries'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'

/** Devices in the IOMMU domains of processes. */
export function iommu(): Service<'iommu', IommuApi, Needed<'io'>> {
  return defineService({
    name: 'iommu',
    needs: ['io'],
    contract: iommuContract,
    library: iommuLibrary,
    start: (_kernel, { io }) => ({
      handlers: {
        AttachDevice: ({ task }, bdf) => io.clientOf(task).attachDevice(bdf) as number,
        DetachDevice: ({ task }, bdf) => io.clientOf(task).detachDevice(bdf) as number,
      },
    }),
  })
}
