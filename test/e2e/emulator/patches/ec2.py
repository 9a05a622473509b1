"""EC2 as Terraform's provider reads it back, where addresses are concerned."""

from typing import Any

from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance
from moto.ec2.models.subnets import Subnet
from moto.ec2.responses.vpcs import VPCs


# The state of a subnet's IPv6 range is one word, which the provider waits for; moto nests it once too often.
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

# moto forgets whether an endpoint is dual-stack.
original_create_endpoint = VPCs.create_vpc_endpoint


def create_vpc_endpoint(self: VPCs) -> Any:
    response = original_create_endpoint(self)
    response.result["VpcEndpoint"].ip_address_type = self._get_param("IpAddressType", "ipv4")
    return response


VPCs.create_vpc_endpoint = create_vpc_endpoint

# An interface without a public address has no association; moto gives an empty one, which reads as an address.
original_association = NetworkInterface.association.fget
NetworkInterface.association = property(lambda self: original_association(self) or None)

# The security groups of an instance that is launched by the specification of its interface are those of the interface.
original_prepare_interfaces = Instance.prep_nics


def prepare_interfaces(self: Instance, nic_spec: list[dict[str, Any]], *arguments: Any, **more: Any) -> None:
    original_prepare_interfaces(self, nic_spec, *arguments, **more)
    if not self.security_groups:
        self.security_groups = list(self.nics[0].group_set)


Instance.prep_nics = prepare_interfaces
