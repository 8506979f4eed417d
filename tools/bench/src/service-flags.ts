/** With which `npm start` and `npm run start:distributed` start the services. */
export const SERVICE_FLAGS = ['--max-semi-space-size=16'];
