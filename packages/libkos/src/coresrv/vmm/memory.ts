// Everything about memory that a program links: address spaces (`coresrv/vmm/vmm_api.h`) and the
// heap on top (`kos/alloc.h`).

import { type AllocApi, allocLibrary } from '../../kos/alloc.ts'
import { joinLibraries, type Library } from '../../runtime/sys.ts'
import { type VmmApi, vmmLibrary } from './vmm_api.ts'

/** Functions that the memory service adds to `kos`. */
export interface MemoryApi extends VmmApi, AllocApi {}

/** The program half of the memory service. */
export const memoryLibrary: Library<MemoryApi> = /* @__PURE__ */ joinLibraries<MemoryApi>(
  vmmLibrary,
  allocLibrary,
)
