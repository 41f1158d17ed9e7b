// An interface, a policy's usual parties, and events to decide about.
import { defineInterface, string, uint32 } from '@kos/idl'
import type { SecurityEvent } from '../src/index.ts'

export const Mode = defineInterface('demo.Mode', {
  FMode: { in: { value: uint32 }, out: { result: uint32 }, error: { status: uint32 } },
  Name: { in: { name: string(16) }, out: { length: uint32 } },
})

export function event(parts: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    type: 'request',
    source: 'Client',
    destination: 'Server',
    endpoint: 'mode',
    interface: 'demo.Mode',
    method: 'FMode',
    message: { value: 1 },
    sourceSid: 1,
    destinationSid: 2,
    ...parts,
  }
}
