import { Controller, Get, Param, Req } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';

/** What analytics.js asks for before it sends anything: nothing but where to send it. */
@Controller('v1/projects')
export class GetSegmentSettingsController {
  @Get(':key/settings')
  @Access('public')
  read(@Param('key') key: string, @Req() request: { readonly host: string; readonly protocol: string }): object {
    const enabled = { __default: { enabled: true, integrations: {} } };
    return {
      integrations: {
        'Segment.io': {
          apiKey: key,
          apiHost: `${request.host}/v1`,
          protocol: request.protocol,
          addBundledMetadata: true,
          unbundledIntegrations: [],
          maybeBundledConfigIds: {},
          versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
        },
      },
      plan: { track: enabled, identify: { __default: { enabled: true } }, group: { __default: { enabled: true } } },
      edgeFunction: {},
      analyticsNextEnabled: true,
      middlewareSettings: {},
      enabledMiddleware: {},
      metrics: { sampleRate: 0 },
      legacyVideoPluginsEnabled: false,
      remotePlugins: [],
    };
  }
}
