// Services, protocols and networks that are known by name: what a host has in /etc/services,
// /etc/protocols and /etc/networks. The numbers are those that IANA has assigned.

/** A service: name, port and protocols. */
export interface ServiceEntry {
  readonly name: string
  readonly port: number
  readonly protocols: readonly ('tcp' | 'udp')[]
  readonly aliases: readonly string[]
}

function service(
  name: string,
  port: number,
  protocols: string,
  ...aliases: string[]
): ServiceEntry {
  return { name, port, protocols: protocols.split(' ') as ('tcp' | 'udp')[], aliases }
}

/** The services, by port. */
export const services: readonly ServiceEntry[] = /* @__PURE__ */ Object.freeze([
  /* @__PURE__ */ service('echo', 7, 'tcp udp'),
  /* @__PURE__ */ service('discard', 9, 'tcp udp', 'sink', 'null'),
  /* @__PURE__ */ service('daytime', 13, 'tcp udp'),
  /* @__PURE__ */ service('ftp', 21, 'tcp'),
  /* @__PURE__ */ service('ssh', 22, 'tcp'),
  /* @__PURE__ */ service('telnet', 23, 'tcp'),
  /* @__PURE__ */ service('smtp', 25, 'tcp', 'mail'),
  /* @__PURE__ */ service('time', 37, 'tcp udp', 'timserver'),
  /* @__PURE__ */ service('domain', 53, 'tcp udp'),
  /* @__PURE__ */ service('tftp', 69, 'udp'),
  /* @__PURE__ */ service('http', 80, 'tcp', 'www'),
  /* @__PURE__ */ service('pop3', 110, 'tcp', 'pop-3'),
  /* @__PURE__ */ service('ntp', 123, 'udp'),
  /* @__PURE__ */ service('imap2', 143, 'tcp', 'imap'),
  /* @__PURE__ */ service('snmp', 161, 'tcp udp'),
  /* @__PURE__ */ service('ldap', 389, 'tcp udp'),
  /* @__PURE__ */ service('https', 443, 'tcp udp'),
  /* @__PURE__ */ service('syslog', 514, 'udp'),
  /* @__PURE__ */ service('mqtt', 1883, 'tcp'),
  /* @__PURE__ */ service('postgresql', 5432, 'tcp', 'postgres'),
  /* @__PURE__ */ service('secure-mqtt', 8883, 'tcp'),
])

/** A protocol: name and number. */
export interface Protocol {
  readonly name: string
  readonly number: number
  readonly aliases: readonly string[]
}

/** The protocols, by number. */
export const protocols: readonly Protocol[] = /* @__PURE__ */ Object.freeze([
  { name: 'ip', number: 0, aliases: ['IP'] },
  { name: 'icmp', number: 1, aliases: ['ICMP'] },
  { name: 'tcp', number: 6, aliases: ['TCP'] },
  { name: 'udp', number: 17, aliases: ['UDP'] },
])

/** A network: name, and number without the bytes of hosts. */
export interface NamedNetwork {
  readonly name: string
  readonly number: number
}

/** The networks. */
export const networks: readonly NamedNetwork[] = /* @__PURE__ */ Object.freeze([
  { name: 'loopback', number: 127 },
])
