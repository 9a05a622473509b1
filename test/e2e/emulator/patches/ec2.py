"""EC2: the state of a subnet's IPv6 range is one word, which the provider waits for; moto nests it once too often."""

from moto.ec2.models.subnets import Subnet


def ipv6_cidr_block_association_set(self: Subnet) -> list[dict[str, object]]:
    return [
        {
            "associationId": association["associationId"],
            "ipv6CidrBlock": association["ipv6CidrBlock"],
            "ipv6CidrBlockState": association["ipv6CidrBlockState"],
        }
        for association in self.ipv6_cidr_block_associations.values()
        if association["ipv6CidrBlockState"]["State"] == "associated"
    ]


Subnet.ipv6_cidr_block_association_set = property(ipv6_cidr_block_association_set)
