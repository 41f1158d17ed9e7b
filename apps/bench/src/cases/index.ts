// The list of all cases, in the order of the table.
import type { Case } from '../case.ts'
import { handlesCheck, handlesCreateClose, handlesMemory, handlesTransferClose } from './handles.ts'
import { harnessBytes, harnessSame, harnessSameAwaits } from './harness.ts'
import { vmmHeap, vmmHeapFragmentation, vmmHeapOverhead } from './heap.ts'
import { idlCodec, idlParse } from './idl.ts'
import {
  ipcRoundTrip,
  ipcRoundTripCrowd,
  ipcRoundTripLibkos,
  ipcRoundTripPsl,
  ipcRoundTripPslField,
  ipcTypedCall,
} from './ipc.ts'
import { ioIrq, ioMmioRead32, ioPortRead8, ioVirtioBlk } from './io.ts'
import { ipcBytes } from './ipc-bytes.ts'
import { kernelIdleProcess, kernelManyThreads, kernelTrace } from './kernel.ts'
import { kernelProcess } from './kernel-process.ts'
import { kosMemory } from './kos.ts'
import { busBundle, busCrowd, busLocal, busLocalBurst, busProcess } from './messagebus.ts'
import { busNats } from './messagebus-nats.ts'
import { noticeSetGet, noticeSignal } from './notice.ts'
import {
  posixAppend,
  posixLookup,
  posixOpenClose,
  posixPread,
  posixReaddir,
  posixRename,
  posixStat,
} from './posix.ts'
import { posixSocket } from './posix-socket.ts'
import { posixFatRead } from './posix-fat.ts'
import { posixPrintf, posixScanf } from './posix-stdio.ts'
import { posixMutex } from './posix-threads.ts'
import { posixVfsRead4K, posixVfsRead64K } from './posix-vfs.ts'
import {
  posixFunctionAppend,
  posixFunctionOpen,
  posixFunctionPread,
  posixFunctionReaddir,
  posixFunctionRename,
  posixFunctionStat,
} from './posix-functions.ts'
import { closeChainOverStar, revokeChain, revokeRandom, revokeStar } from './revocation.ts'
import { revokePause } from './revoke-pause.ts'
import {
  securityCrowd,
  securityFlow,
  securityMessageField,
  securitySids,
  securityStateless,
} from './security.ts'
import { securityCedar, securityCompile, securityRegex } from './security-psl.ts'
import { kernelBoot } from './solution.ts'
import {
  mutexFree,
  mutexHandover,
  mutexHandoverCrowd,
  queue,
  rwlockReadFree,
  semaphoreFree,
  semaphoreTry,
} from './sync.ts'
import { threadCreateEnd, threadYield } from './thread.ts'
import {
  vmmAllocateUnmap,
  vmmAllocateUnmapMany,
  vmmCopyIn,
  vmmCopyOut,
  vmmLoadRandom,
  vmmLoadSequential,
  vmmRegister,
  vmmStoreRandom,
  vmmStoreSequential,
} from './vmm.ts'

/** All cases. */
export const cases: readonly Case[] = [
  ipcRoundTrip,
  ipcRoundTripLibkos,
  ipcRoundTripCrowd,
  ipcRoundTripPsl,
  ipcRoundTripPslField,
  ipcTypedCall,
  idlCodec,
  idlParse,
  ipcBytes,
  securityStateless,
  securitySids,
  securityMessageField,
  securityFlow,
  securityCrowd,
  securityCedar,
  securityRegex,
  securityCompile,
  threadYield,
  threadCreateEnd,
  mutexFree,
  mutexHandover,
  mutexHandoverCrowd,
  semaphoreFree,
  semaphoreTry,
  rwlockReadFree,
  queue,
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
  vmmLoadSequential,
  vmmRegister,
  vmmStoreSequential,
  vmmLoadRandom,
  vmmStoreRandom,
  vmmCopyOut,
  vmmCopyIn,
  vmmAllocateUnmap,
  vmmAllocateUnmapMany,
  vmmHeap,
  vmmHeapOverhead,
  vmmHeapFragmentation,
  ioPortRead8,
  ioMmioRead32,
  ioIrq,
  ioVirtioBlk,
  posixPread,
  posixOpenClose,
  posixStat,
  posixReaddir,
  posixAppend,
  posixRename,
  posixLookup,
  posixFatRead,
  posixPrintf,
  posixScanf,
  posixMutex,
  posixVfsRead4K,
  posixVfsRead64K,
  posixSocket,
  posixFunctionPread,
  posixFunctionOpen,
  posixFunctionStat,
  posixFunctionReaddir,
  posixFunctionAppend,
  posixFunctionRename,
  busLocal,
  busLocalBurst,
  busCrowd,
  busProcess,
  busBundle,
  busNats,
  kernelProcess,
  kernelTrace,
  kosMemory,
  kernelBoot,
  kernelIdleProcess,
  kernelManyThreads,
  harnessSame,
  harnessSameAwaits,
  harnessBytes,
]
