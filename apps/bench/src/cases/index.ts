// The list of all cases, in the order of the table.
import type { Case } from '../case.ts'
import { handlesCheck, handlesCreateClose, handlesMemory, handlesTransferClose } from './handles.ts'
import { harnessBytes, harnessSame, harnessSameAwaits } from './harness.ts'
import { ipcRoundTrip, ipcRoundTripCrowd, ipcRoundTripLibkos, ipcTypedCall } from './ipc.ts'
import { ipcBytes } from './ipc-bytes.ts'
import { kosMemory } from './kos.ts'
import { noticeSetGet, noticeSignal } from './notice.ts'
import { closeChainOverStar, revokeChain, revokeRandom, revokeStar } from './revocation.ts'
import { revokePause } from './revoke-pause.ts'
import { threadYield } from './thread.ts'

/** All cases. */
export const cases: readonly Case[] = [
  ipcRoundTrip,
  ipcRoundTripLibkos,
  ipcRoundTripCrowd,
  ipcTypedCall,
  ipcBytes,
  threadYield,
  handlesCreateClose,
  handlesTransferClose,
  handlesCheck,
  revokeChain,
  revokeStar,
  revokeRandom,
  closeChainOverStar,
  revokePause,
  handlesMemory,
  noticeSetGet,
  noticeSignal,
  kosMemory,
  harnessSame,
  harnessSameAwaits,
  harnessBytes,
]
