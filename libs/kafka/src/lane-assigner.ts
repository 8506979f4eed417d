import kafkajs from 'kafkajs';
import type { PartitionAssigner } from 'kafkajs';
import { shareLanes } from './share-lanes.ts';
import type { LaneClaim } from './share-lanes.ts';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

/** What a member tells the group's leader: the lanes that it owned under that member id. */
export type JoinClaim = { readonly as: string | null; readonly owned: readonly number[]; readonly leaving: boolean };

/** What the assigner asks of the member that it belongs to, each time when the member joins. */
export type LaneHolder = { claim(): JoinClaim };

/**
 * Hands out whole lanes: partition i of all the topics of the group, with the broadcasts in lane 0. kafkajs's own assigner
 * would spread the topics of one lead over several members. Members carry what they own in the protocol's user data.
 */
export function laneAssigner(holder: LaneHolder): PartitionAssigner {
  return ({ cluster }) => ({
    name: 'smarketing-lanes',
    version: 1,

    protocol({ topics }) {
      const userData = Buffer.from(JSON.stringify(holder.claim()));
      return { name: this.name, metadata: MemberMetadata.encode({ version: this.version, topics, userData }) };
    },

    async assign({ members, topics }) {
      const partitions = topics.map((topic) => ({ topic, count: cluster.findTopicPartitionMetadata(topic).length }));
      const lanes = Math.max(1, ...partitions.map(({ count }) => count));
      const claims = members.map(({ memberId, memberMetadata }) => decodeClaim(memberId, memberMetadata));
      return [...shareLanes(claims, lanes)].map(([memberId, given]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: this.version,
          assignment: Object.fromEntries(
            partitions
              .map(({ topic, count }) => [topic, given.filter((lane) => lane < count)] as const)
              .filter(([, own]) => own.length > 0),
          ),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function decodeClaim(memberId: string, metadata: Buffer): LaneClaim {
  try {
    const claim = JSON.parse(MemberMetadata.decode(metadata)?.userData.toString() ?? '') as Partial<JoinClaim>;
    // Whoever comes back under a new id was thought dead, and others have its lanes by now.
    const owned = claim.as === memberId && Array.isArray(claim.owned) ? claim.owned.filter(Number.isInteger) : [];
    return { memberId, owned, leaving: claim.leaving === true };
  } catch {
    return { memberId, owned: [], leaving: false };
  }
}
