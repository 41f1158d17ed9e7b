import type { HandleTable, Space } from '@kos/handles'
import { defineInterface } from '@kos/idl'
import type { SecurityMonitor } from '@kos/security'
import type { Waiter } from '@kos/thread'
import { expectTypeOf, test } from 'vitest'
import {
  Channel,
  MessageTransfer,
  type MessageTransferOptions,
  isBytes,
  Listener,
  IpcThread,
  type IpcProcess,
  Received,
} from '../src/index.ts'

declare const monitor: SecurityMonitor
declare const handles: HandleTable
declare const peer: IpcProcess

test('an transfer needs a monitor and nothing else', () => {
  expectTypeOf(MessageTransfer).toBeConstructibleWith({ monitor })
  expectTypeOf(MessageTransfer).toBeConstructibleWith({
    monitor,
    handles,
    maxMessageSize: 1,
    onDenied: () => {},
    probe: {},
  })
  expectTypeOf<object>().not.toExtend<MessageTransferOptions>()
})

test('any object with the four facts of a process is a peer', () => {
  const Empty = defineInterface('test.Empty', { Do: {} })
  const served = {
    className: 'A',
    sid: 1,
    space: null,
    endpoints: [{ name: 'a', interface: Empty }],
  }
  expectTypeOf(served).toExtend<IpcProcess>()
  expectTypeOf(peer.space).toEqualTypeOf<Space | null>()
  expectTypeOf({ className: 'A', sid: 1, space: null }).not.toExtend<IpcProcess>()
})

test('any waiter may take part in IPC', () => {
  expectTypeOf<ConstructorParameters<typeof IpcThread>[0]>().toEqualTypeOf<Waiter>()
  expectTypeOf<IpcThread['results']>().toEqualTypeOf<Float64Array>()
})

test('operations answer numbers, never promises', () => {
  expectTypeOf<Channel['call']>().returns.toEqualTypeOf<number>()
  expectTypeOf<Listener['receive']>().returns.toEqualTypeOf<number>()
  expectTypeOf<Listener['reply']>().returns.toEqualTypeOf<number>()
  expectTypeOf<Listener['connect']>().returns.toEqualTypeOf<Channel>()
})

test('what was received is known by place', () => {
  expectTypeOf(Received.senderTid).toEqualTypeOf<3>()
})

test('isBytes narrows what a process passes', () => {
  const value: unknown = 0
  if (isBytes(value)) expectTypeOf(value).toEqualTypeOf<Uint8Array>()
})
