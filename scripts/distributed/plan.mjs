/**
 * Which processes make up the distributed installation, and what each needs to know: one per service, two of scoring, and the
 * console on the port that people see, as the gateway to the others.
 */
export const INNER_SERVICES = ['agreement', 'ingestion', 'scoring', 'scoring', 'routing', 'sla', 'feedback'];

/**
 * `ports`: one per inner process, in the order of INNER_SERVICES, then one for each service of `also`, of which one process more
 * is wanted. `common`: servers, keys, clock.
 */
export function planProcesses({ ports, port, common, also = [] }) {
  const wanted = [...INNER_SERVICES, ...also];
  const inner = wanted.map((service, index) => ({
    service,
    env: { ...common, PORT: String(ports[index]) },
  }));
  const urls = {};
  inner.forEach(({ service }, index) => {
    if (service === 'console') return;
    const name = `${service.toUpperCase()}_URL`;
    const url = `http://127.0.0.1:${ports[index]}`;
    urls[name] = urls[name] === undefined ? url : `${urls[name]},${url}`;
  });
  return [
    ...inner.map((process) =>
      process.service === 'console' ? { ...process, env: { ...process.env, ...urls } } : process,
    ),
    { service: 'console', env: { ...common, ...urls, PORT: String(port) } },
  ];
}
