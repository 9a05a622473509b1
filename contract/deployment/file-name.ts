/** The name of a deployment file where none is given. */
export const DEPLOYMENT_FILE = 'deployment.yaml';
