// Who may connect, and what he may do then: it is the server that decides, and `trouble` tells.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { natsBroker, type NatsBroker, type NatsBrokerOptions } from '@kos/messagebus-nats'
import type { BrokerTopics } from '@kos/messagebus/link'
import { expect, onTestFinished, test } from 'vitest'
import { bytesOf, Heard, topicsOf } from './heard.ts'
// @boundaries-ignore tooling of tests belongs to no package
import { missingPrograms } from '../../../tooling/debian-packages.ts'
import { describeNats, NatsServer } from './nats-server.ts'

async function started(config: string | ((folder: string) => string)): Promise<NatsServer> {
  const server = await NatsServer.start(config)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

function opened(
  { servers }: NatsServer,
  topics: BrokerTopics,
  options: NatsBrokerOptions,
): { readonly broker: NatsBroker; readonly heard: Heard } {
  const broker = natsBroker({ servers, ackWait: 300, ...options })
  const heard = new Heard()
  broker.open(topics, heard)
  onTestFinished(() => broker.close())
  return { broker, heard }
}

const missingOpenssl = missingPrograms(['openssl'], ['openssl'])
if (missingOpenssl !== '') process.stderr.write(`TLS is NOT TESTED: ${missingOpenssl}\n`)

const plain = topicsOf('one', { imports: { speed: 'fleeting' } })

describeNats('a server of NATS', () => {
  test('lets a user with the right password in, and no other', async () => {
    const server = await started('authorization { user: sensor, password: "s3cret" }')
    const right = opened(server, plain, { user: 'sensor', pass: 's3cret' })
    await right.heard.untilConnected()
    const wrong = opened(server, plain, { user: 'sensor', pass: 'guess' })
    await wrong.heard.until(() => wrong.heard.troubles.length > 0)
    expect(wrong.heard.troubles[0]).toMatch(/^NATS: connecting: .*Authorization Violation/)
    expect(wrong.heard.troubles[0]).not.toContain('guess')
    expect(wrong.heard.isConnected).toBe(false)
  })

  test.skipIf(missingOpenssl !== '')('is known by its certificate', async () => {
    let ca = ''
    const server = await started((folder) => {
      const key = join(folder, 'key.pem')
      const cert = join(folder, 'cert.pem')
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
      const kind = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1']
      execFileSync('openssl', [...kind, ...subject, '-keyout', key, '-out', cert], {
        stdio: 'ignore',
      })
      ca = readFileSync(cert, 'utf8')
      return `tls { cert_file: ${JSON.stringify(cert)}, key_file: ${JSON.stringify(key)} }`
    })
    const right = opened(server, topicsOf('one', { imports: { alarm: 'durable' } }), {
      tls: { ca },
    })
    await right.heard.untilConnected()
    const wrong = opened(server, plain, {})
    await wrong.heard.until(() => wrong.heard.troubles.length > 0)
    expect(wrong.heard.troubles[0]).toMatch(/^NATS: connecting: .*self-signed certificate/)
    expect(wrong.heard.isConnected).toBe(false)
  })

  test('refuses what a user has no permission for, as the README shows', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const config = /```conf\n(authorization[^]*?)```/.exec(readme)?.[1] ?? ''
    const server = await started(config)
    const options = (user: string): NatsBrokerOptions => {
      return { user, pass: 'change me', inboxPrefix: `_INBOX_${user}` }
    }
    const all = { alarm: 'durable', speed: 'fleeting' } as const
    const panel = opened(server, topicsOf('panel', { imports: all }), options('panel'))
    const sensor = opened(server, topicsOf('sensor', { exports: all }), options('sensor'))
    for (const { heard } of [panel, sensor]) await heard.untilConnected()
    await sensor.broker.store('alarm', bytesOf('a'), 'a')
    sensor.broker.send('speed', bytesOf('b'))
    await panel.heard.until(() => panel.heard.arrived.length === 2)
    for (const { acknowledge } of panel.heard.arrived) acknowledge?.()
    for (const { heard } of [panel, sensor]) expect(heard.troubles).toEqual([])

    const forger = opened(server, topicsOf('forger', { exports: all }), options('panel'))
    await forger.heard.untilConnected()
    await expect(forger.broker.store('alarm', bytesOf('c'), 'c')).rejects.toThrow(/permission/i)
    for (let count = 0; count < 3; count++)
      expect(forger.broker.send('speed', bytesOf('d'))).toBe(true)
    const denied = (subject: string) => (line: string) =>
      /permission/i.test(line) && line.includes(subject)
    await forger.heard.until(() => forger.heard.troubles.some(denied('kos.fleeting.speed')))
    await forger.broker.flush()
    expect(forger.heard.troubles.filter(denied('kos.fleeting.speed'))).toHaveLength(1)

    const reader = opened(server, topicsOf('other', { imports: all }), options('sensor'))
    await reader.heard.until(() => reader.heard.troubles.some(denied('kos.fleeting.speed')))
    await reader.heard.until(() => reader.heard.troubles.some(denied('CONSUMER')))
    expect(panel.heard.texts).toEqual(['a', 'b'])
  })
})
