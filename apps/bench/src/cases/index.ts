// The list of all cases, in the order of the table.
import type { Case } from '../case.ts'
import { handlesCheck, handlesTransferClose } from './handles.ts'
import { harnessBytes, harnessSame, harnessSameAwaits } from './harness.ts'
import { ipcRoundTrip, ipcRoundTripCrowd, ipcRoundTripLibkos, ipcTypedCall } from './ipc.ts'
import { kosMemory } from './kos.ts'
import { threadYield } from './thread.ts'

/** All cases. */
export const cases: readonly Case[] = [
  ipcRoundTrip,
  ipcRoundTripLibkos,
  ipcRoundTripCrowd,
  ipcTypedCall,
  threadYield,
  handlesTransferClose,
  handlesCheck,
  kosMemory,
  harnessSame,
  harnessSameAwaits,
  harnessBytes,
]
